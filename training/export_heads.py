"""Writes the heads' graph and the list of tags.

    python training/export_heads.py CACHE OUT

OUT/heads.onnx   pooled [B, 1816] -> tags [B, T] probabilities, feeling [B, 2] in [-1, 1]
OUT/tags.json    the tags in that order
"""

import json
import sys
from pathlib import Path

import numpy
import torch
from torch import nn

import corel_words
import feeling
import graph
import heads
import imagenet_groups
import labels as label_list
import photos as collection
import tower

HERE = Path(__file__).parent
# Tags that only ImageNet or a handful of photos taught must be surer before they are said.
THRESHOLD, THRESHOLD_RARE, NEVER = 0.4, 0.5, 2.0
# Backgrounds that are learnt where nobody says when they are missing, so that their probabilities run high.
COMMON = {"people": 0.9, "tree": 0.55, "sky": 0.55, "rocks": 0.55, "man": 0.6, "woman": 0.6, "wall": 0.6, "stone": 0.6}
GATE = 0.99
# Words that take no article: plural or uncounted.
BARE = set(
    "alcohol art barbecue bubbles celebration clouds coffee coral crops food frost fruit garbage grass ice keys lava leaves lightning "
    "meat money mist fog moss paper people petals plants power-lines pups rain rocks ruins sand sand-dunes shops sky skydiving smoke "
    "snow sports stairs steps stone sunlight sunshine swimming surfing timber tracks traffic vegetables vines water waves wine wood wool "
    "dancing camping rafting sailing parasailing yoga boxing billiards archery rugby soccer football basketball baseball tennis hockey "
    "rock-climbing hang-gliding bungee-jumping farmland fireworks children exercise clothes cheese glass rice school hay corn honeycomb "
    "chocolate bread pasta berries jeans sunglasses beer golf theater rapids roofs shadows nets stems blooms pots furniture crafts "
    "paintings drink police snowboard skydiving parachuting acorns cotton yarn crystals frozen dirt motocross soldiers flames space "
    "red-wine binoculars table-tennis costume dust land carvings pebbles palm-trees figures horse-racing art parachuting shrubs writing "
    "pottery vegetation lichen ground light night autumn winter flight".split()
)
SPOKEN = {
    "sky": "the sky", "sea": "the sea", "ocean": "the ocean", "night": "night", "sun": "the sun", "moon": "the moon", "people": "people",
    "sunset": "a sunset", "woods": "woods", "snowboard": "a snowboarder", "ski": "a skier", "race": "a race", "costume": "people in costume",
    "building": "buildings", "desert": "the desert", "lightning": "a flash of lightning", "clouds": "clouds in the sky", "bridge": "a bridge", "tundra": "the tundra", "arctic": "the arctic", "city": "a city", "astronaut": "an astronaut",
    "thunderstorm": "a thunderstorm", "shadows": "shadows", "fire": "fire", "space shuttle": "a space shuttle", "alcohol": "drinks",
    "flood": "a flood", "traffic": "traffic", "couple": "a couple", "crowd": "a crowd of people", "school": "a school", "wedding": "a wedding",
}
# How a tag reads when it is where or when something else is; Corel5K's words bring their own.
WHERE = {
    "rain": "in the rain", "sunshine": "in the sunshine", "glacier": "on a glacier", "cemetery": "in a cemetery", "stage": "on a stage",
    "galaxy": "in space", "thunderstorm": "in a thunderstorm", "dock": "on a dock", "school": "at a school", "lightning": "with lightning in the sky",
    "snow": "in the snow", "clouds": "under a cloudy sky", "sky": "under the sky", "fire": "by a fire", "playground": "on a playground",
    "flower": "among flowers", "tree": "among trees", "building": "near buildings", "hill": "in the hills", "sunrise": "at sunrise",
    "race track": "on a race track", "hallway": "in a hallway", "crosswalk": "at a crosswalk", "plant": "",
    "leaves": "", "pillar": "", "stone": "", "wood": "", "light": "", "horizon": "", "reflection": "", "shadows": "", "hawaii": "", "land": "",
    "skyline": "", "window": "", "interior": "", "flying": "",
}


class Linear(nn.Module):
    """weight [in, out], bias [out]; written as MatMul and Add, which quantise alike everywhere."""

    def __init__(self, weight, bias):
        super().__init__()
        self.weight = nn.Parameter(torch.from_numpy(numpy.ascontiguousarray(weight)).float())
        self.bias = nn.Parameter(torch.from_numpy(numpy.asarray(bias)).float())

    def forward(self, values):
        return torch.matmul(values, self.weight) + self.bias


class Feeling(nn.Module):
    """pooled [B, 1816] -> valence and arousal [B, 2]: feeling.py's kernel ridge as a graph."""

    def __init__(self, kept):
        super().__init__()
        for name in ("mean", "spread", "weights", "middle"):
            self.register_buffer(name, torch.from_numpy(kept[name]).float())
        self.grid = nn.Parameter(torch.from_numpy(kept["part_0"].T.copy()).float())
        blocks = numpy.concatenate([kept[f"part_{i}"] for i in (1, 2, 3)], axis=1).T / 3
        self.blocks = nn.Parameter(torch.from_numpy(blocks.copy()).float())

    def forward(self, pooled):
        grid, *blocks = pooled.split(tower.PARTS, dim=1)
        values = (torch.cat((torch.sqrt(grid), *blocks), dim=1) - self.mean) / self.spread
        units = [part / torch.sqrt((part * part).sum(dim=1, keepdim=True)) for part in values.split(tower.PARTS, dim=1)]
        alike = torch.exp(feeling.SHARPNESS * (torch.matmul(units[0], self.grid) - 1))
        blocks = torch.exp(feeling.SHARPNESS * (torch.matmul(torch.cat(units[1:], dim=1), self.blocks) - 1))
        alike = (alike + feeling.BLOCKS_WEIGH * blocks) / (1 + feeling.BLOCKS_WEIGH)
        return (torch.matmul(alike, self.weights) + self.middle).clamp(-1.0, 1.0)


class Heads(nn.Module):
    """All heads as one graph. Scaling and calibration of the learnt tags are folded into their weights."""

    def __init__(self, kept, felt, classifier, plan):
        super().__init__()
        scale, shift = kept["tag_pairs"][:, 0], kept["tag_pairs"][:, 1]
        weight, bias = unscaled(kept["tag_weight"], kept["tag_bias"], kept)
        self.tags = Linear(weight * scale, bias * scale + shift)
        self.feelings = Feeling(felt)
        self.classes = Linear(classifier[0].T, classifier[1])
        self.register_buffer("groups", torch.from_numpy(plan["groups"]).float())
        self.slope, self.shift = (float(value) for value in plan["imagenet_pair"])
        self.register_buffer("learnt_place", torch.tensor(plan["learnt_place"]))
        self.register_buffer("group_place", torch.tensor(plan["group_place"]))

    def forward(self, everything):
        pooled = everything[:, : tower.CHANNELS]
        learnt = torch.sigmoid(self.tags(pooled))
        share = torch.matmul(torch.softmax(self.classes(pooled), dim=-1), self.groups).clamp(1e-6, 1 - 1e-6)
        grouped = torch.sigmoid(self.slope * (torch.log(share) - torch.log(1 - share)) + self.shift)
        nothing = grouped[:, :1] * 0
        learnt = torch.cat((learnt, nothing), dim=1).index_select(1, self.learnt_place)
        grouped = torch.cat((grouped, nothing), dim=1).index_select(1, self.group_place)
        return torch.maximum(learnt, grouped), self.feelings(everything)


def unscaled(weight, bias, kept):
    """The same layer for features that are not scaled to unit spread."""
    weight = weight / kept["spread"][:, None]
    return weight, bias - kept["mean"] @ weight


def plan_of(cache, kept_labels, classifier):
    """Where each tag comes from. A learnt tag that ImageNet knows too has the larger of both probabilities."""
    photos, features = collection.load(cache), heads.Features(cache)
    learnt, only = kept_labels["learnt"], kept_labels["imagenet"]
    known = label_list.known(photos, learnt)
    trained = numpy.array([i for i, p in enumerate(photos) if p.use == "train" and p.set != "flickr8k"])
    positives = (known == 1).sum(axis=0)
    groups = imagenet_groups.groups()
    shared = [label for label in learnt if label in groups]
    odds = heads.imagenet_logits(features.pooled[features.rows[trained, 0]], classifier, shared)
    truth = known[numpy.ix_(trained, [learnt.index(label) for label in shared])]
    pair = heads.platt(odds[truth >= 0], (truth[truth >= 0] == 1).astype(float))
    names = [*shared, *only]
    matrix = numpy.zeros((1000, len(names)))
    for column, name in enumerate(names):
        matrix[groups[name], column] = 1
    tags = [*learnt, *only]
    return {
        "tags": tags, "rare": set(only) | {label for label, n in zip(learnt, positives) if n < heads.RARE}, "groups": matrix, "imagenet_pair": pair,
        "learnt_place": [i if i < len(learnt) else len(learnt) for i in range(len(tags))],
        "group_place": [names.index(tag) if tag in names else len(names) for tag in tags],
    }


def kind_of(label, words):
    """weather, scene, object or theme."""
    if label in label_list.WEATHER or label == "sky":
        return "weather"
    source = words.get(label)
    if source in ("place", "ground", "sky", "structure") or label in sum(label_list.SCENES.values(), []):
        return "scene"
    if source or label in imagenet_groups.groups() or label in label_list.SAID:
        return "object"
    return "theme"


def phrase_of(label, phrases):
    if label in SPOKEN:
        return SPOKEN[label]
    if phrases.get(label):
        return phrases[label]
    if label in BARE or label.replace(" ", "-") in BARE:
        return label
    return f"{'an' if label[0] in 'aeiou' else 'a'} {label}"


def threshold_of(tag, rare, hidden):
    if tag in hidden:
        return NEVER
    if tag in COMMON:
        return COMMON[tag]
    return THRESHOLD_RARE if tag in rare else THRESHOLD


def tag_list(tags, rare):
    table = corel_words.table()
    words = {label_list.corel_label(word): entry[0] for word, entry in table.items()}
    singular = {label_list.corel_label(w): e[1] for w, e in table.items() if label_list.corel_label(w) == w}
    places = {label_list.corel_label(word): entry[2] for word, entry in table.items()} | WHERE
    hidden = {label_list.corel_label(word) for word in label_list.HIDDEN}
    synonyms = json.loads((HERE / "synonyms.json").read_text())
    return [
        {
            "label": tag, "kind": kind_of(tag, words), "threshold": threshold_of(tag, rare, hidden),
            "phrase": phrase_of(tag, singular), "where": places.get(tag, ""), "synonyms": synonyms.get(tag, []),
        }
        for tag in tags
    ]


def examples(cache):
    """[64, 1816]: pooled features of real grids, with blocks like those of the rated photos."""
    grids = heads.Features(cache).pooled[:64]
    kept = numpy.load(cache / "feeling.npz")
    chance = numpy.random.default_rng(3)
    blocks = chance.normal(kept["mean"], kept["spread"], (64, tower.POOLED))[:, tower.CHANNELS :]
    return numpy.concatenate((grids, blocks), axis=1).astype(numpy.float32)


def main(cache, out):
    kept_labels = json.loads((cache / "labels.json").read_text())
    _, classifier = tower.load()
    plan = plan_of(cache, kept_labels, classifier)
    module = Heads(numpy.load(cache / "heads.npz"), numpy.load(cache / "feeling.npz"), classifier, plan).eval()
    fp32 = cache / "fp32" / "heads.onnx"
    example = torch.from_numpy(examples(cache))
    axes = {name: {0: "photos"} for name in ("pooled", "tags", "feeling")}
    graph.export(module, (example[:2],), fp32, ["pooled"], ["tags", "feeling"], axes)
    graph.quantise(fp32, out / "heads.onnx", only=("classes", "feelings"))
    with torch.no_grad():
        wanted = module(example)
    found = graph.session(out / "heads.onnx").run(None, {"pooled": example.numpy()})
    # Feeling has two numbers a photo, which may be near zero: its cosine is taken over the photos.
    worst = min(graph.cosine(found[0], wanted[0].numpy()), graph.cosine(found[1].T, wanted[1].numpy().T))
    print("feeling differs by at most", abs(found[1] - wanted[1].numpy()).max())
    lines = [json.dumps(tag, ensure_ascii=False) for tag in tag_list(plan["tags"], plan["rare"])]
    (out / "tags.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(f"{len(lines)} tags, ImageNet's odds: slope {module.slope:.3f} shift {module.shift:.3f}, cosine {worst:.5f}")
    if worst < GATE:
        raise SystemExit(f"heads.onnx is below its gate of {GATE}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
