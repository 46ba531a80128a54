"""Trains the tags on the pooled features.

    python training/heads.py CACHE

Tags are one logistic layer over labels that are known, known not to be there, or not known for
each photo (those count nothing), with the labels that only ImageNet knows taken from its own
classifier. Writes CACHE/heads.npz and CACHE/labels.json.
"""

import json
import sys
from pathlib import Path

import numpy
import torch
from scipy.optimize import minimize
from scipy.special import expit, logsumexp
from torch.nn import functional

import imagenet_groups
import labels as label_list
import photos as collection
import tower

SEED = 7
EPOCHS, BATCH, RATE, DECAY = 10, 1024, 2e-3, 2e-4
PARTS = 3
PROBABLY = 0.15
RARE = 20


class Features:
    """Every kept variant of the photos: `rows` into `values`, `owners` back to the photos."""

    def __init__(self, cache):
        self.rows = numpy.load(cache / "rows.npy")
        pooled = numpy.memmap(cache / "pooled.f32", numpy.float32, "r").reshape(-1, 1280)
        self.pooled = numpy.array(pooled)
        plain = self.pooled[self.rows[:, 0]]
        self.mean, self.spread = plain.mean(axis=0), plain.std(axis=0) + 0.05

    def plain(self, photos):
        return self.scaled(self.rows[photos, 0])

    def variants(self, photos):
        """(scaled features of all variants, which photo each is of)."""
        pairs = [(row, photo) for photo in photos for row in self.rows[photo] if 0 <= row]
        rows, owners = map(numpy.array, zip(*pairs))
        return self.scaled(rows), owners

    def scaled(self, rows):
        return (self.pooled[rows] - self.mean) / self.spread


def train_tags(features, owners, known):
    """Returns weight [1280, labels] and bias; features [rows, 1280], known [photos, labels]."""
    torch.manual_seed(SEED)
    values = torch.from_numpy(features).float()
    truth = torch.from_numpy(known[owners])
    positives = (known == 1).sum(axis=0)
    share = (positives + 1) / ((known >= 0).sum(axis=0) + 2)
    layer = torch.nn.Linear(values.shape[1], known.shape[1])
    torch.nn.init.zeros_(layer.weight)
    layer.bias.data = torch.from_numpy(numpy.log(share / (1 - share))).float()
    # Rare labels weigh more, up to ten times, or they are never said.
    boost = torch.from_numpy(numpy.clip(numpy.sqrt(200 / (positives + 1)), 1, 10)).float()
    optimiser = torch.optim.AdamW(layer.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(values) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for part in torch.randperm(len(values)).split(BATCH):
            inputs = functional.dropout(values[part], 0.2)
            with torch.autocast("cpu", torch.bfloat16):
                logits = layer(inputs)
            loss = tag_loss(logits.float(), truth[part], boost)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy()


def tag_loss(logits, truth, boost):
    """Mean over the labels that are known of the cross entropy."""
    target = (truth == 1).float()
    weight = (truth >= 0).float() * (1 + target * (boost - 1)) + PROBABLY * (truth == -2).float()
    each = functional.binary_cross_entropy_with_logits(logits, target, weight, reduction="sum")
    return each / 1000


def platt(scores, truth):
    """Slope and shift that make expit(slope * score + shift) a probability (Platt 1999)."""
    def cost(pair):
        shifted = pair[0] * scores + pair[1]
        return numpy.mean(numpy.logaddexp(0, shifted) - truth * shifted)
    return minimize(cost, (1.0, 0.0), method="BFGS").x


def imagenet_logits(pooled, classifier, names):
    """log odds of each group of ImageNet classes: pooled [n, 1280], not scaled -> [n, groups]."""
    weight, bias = classifier
    scores = pooled @ weight.T + bias
    scores -= logsumexp(scores, axis=1, keepdims=True)
    groups = imagenet_groups.groups()
    share = numpy.stack([numpy.exp(scores[:, groups[name]]).sum(axis=1) for name in names], axis=1)
    share = share.clip(1e-6, 1 - 1e-6)
    return numpy.log(share) - numpy.log1p(-share)


def unseen_logits(features, known, trained):
    """(photos, their logits by a layer that has not seen them): a third of those trained on."""
    part = numpy.random.default_rng(SEED).integers(PARTS, size=len(trained))
    values, owners = features.variants(trained[part != 0])
    weight, bias = train_tags(values, owners, known)
    unseen = trained[part == 0]
    return unseen, features.plain(unseen) @ weight + bias


def calibrate(logits, known):
    """One slope and shift a label, drawn towards those of all labels together where photos are few."""
    everywhere = known >= 0
    common = platt(logits[everywhere], (known[everywhere] == 1).astype(float))
    print("all tags: slope %.3f shift %.3f" % tuple(common))
    pairs = numpy.tile(common, (known.shape[1], 1))
    for column in range(known.shape[1]):
        seen = known[:, column] >= 0
        truth = known[seen, column] == 1
        if truth.sum() >= 8:
            own = platt(logits[seen, column], truth.astype(float))
            trust = truth.sum() / (truth.sum() + 30)
            if own[0] > 0:
                pairs[column] = trust * own + (1 - trust) * common
    return pairs


def main(cache):
    torch.set_num_threads(2)
    photos, features = collection.load(cache), Features(cache)
    learnt, only_imagenet = label_list.collect(photos)
    known = label_list.known(photos, learnt)
    trained = numpy.array([i for i, p in enumerate(photos) if p.use == "train"])
    print(len(learnt), "labels learnt,", len(only_imagenet), "from ImageNet alone", flush=True)
    unseen, logits = unseen_logits(features, known, trained)
    pairs = calibrate(logits, known[unseen])
    values, owners = features.variants(trained)
    tag_weight, tag_bias = train_tags(values, owners, known)
    kept = {"tag_weight": tag_weight, "tag_bias": tag_bias, "tag_pairs": pairs}
    kept |= {"mean": features.mean, "spread": features.spread}
    numpy.savez(cache / "heads.npz", **kept)
    (cache / "labels.json").write_text(json.dumps({"learnt": learnt, "imagenet": only_imagenet}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
