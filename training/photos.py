"""The photos the weights are made from, in one fixed order, and how each may be used."""

import csv
import json
import random
import re
from dataclasses import asdict, dataclass
from pathlib import Path

SEED = 7
HERE = Path(__file__).parent
OASIS_HELD_OUT = 150
SCENES_HELD_OUT_PER_FOLDER = 30


@dataclass
class Photo:
    """One photo. `use` is train, dev, test, heldout (sight is measured on it), demo or feeling."""

    set: str
    path: str
    use: str
    words: list
    captions: list
    feeling: list
    category: str = ""

    @property
    def name(self):
        return Path(self.path).name


def collect(data):
    """Returns every photo under the data folder, in a fixed order."""
    return [*flickr(data), *corel(data), *oasis(data), *scenes(data), *demo(data)]


def flickr(data):
    for line in (data / "flickr8k/captions.jsonl").open():
        row = json.loads(line)
        use = "train" if row["split"] in ("train", "extra") else row["split"]
        yield Photo("flickr8k", f"flickr8k/images/{row['image']}", use, [], row["en"], [])


def corel(data):
    for line in (data / "corel5k/words.jsonl").open():
        row = json.loads(line)
        use = "heldout" if row["split"] == "test" else "train"
        yield Photo("corel5k", f"corel5k/images/{row['image']}", use, row["words"], [], [])


def oasis(data):
    """Sensitive photos teach only the feeling head; they are never described."""
    held_out, demonstrated = held_out_names("oasis"), demo_names("oasis")
    for row in oasis_rows(data):
        name = Path(row["file"]).name
        use = "heldout" if name in held_out else "train"
        use = "feeling" if row["sensitive"] == "1" else use
        use = "demo" if name in demonstrated else use
        feeling = [(float(row[key]) - 4) / 3 for key in ("valence_mean", "arousal_mean")]
        yield Photo("oasis", f"oasis/{row['file']}", use, [theme(row)], [], feeling, row["category"])


def oasis_rows(data):
    return list(csv.DictReader((data / "oasis/oasis.csv").open()))


def theme(row):
    """`Lake 12` -> `lake`."""
    return re.sub(r" \d+$", "", row["theme"]).lower()


def scenes(data):
    held_out = held_out_names("scenes")
    for path in scene_paths(data):
        name = f"{path.parent.name}/{path.name}"
        use = "heldout" if name in held_out else "train"
        yield Photo("scenes", f"scenes/{name}", use, [path.parent.name], [], [])


def scene_paths(data):
    return sorted(path for path in (data / "scenes").glob("*/*") if path.is_file())


def demo(data):
    for path in sorted((data / "demo_photos").glob("*.jpg")):
        yield Photo("demo", f"demo_photos/{path.name}", "demo", [], [], [])


def held_out_names(name):
    return set((HERE / f"heldout/{name}.txt").read_text().splitlines())


def demo_names(name):
    """Photos that are the demo's or nearly the same picture, which nothing is trained on."""
    path = HERE / f"heldout/demo_{name}.txt"
    return set(path.read_text().splitlines()) if path.exists() else set()


def hold_out(data):
    """Chooses the held-out photos: OASIS evenly over its themes, scenes evenly over folders."""
    chance = random.Random(SEED)
    rows = [row for row in oasis_rows(data) if row["sensitive"] == "0"]
    rows.sort(key=lambda row: (row["theme"].lower(), row["file"]))
    step = len(rows) / OASIS_HELD_OUT
    start = chance.random() * step
    chosen = [Path(rows[int(start + step * i)]["file"]).name for i in range(OASIS_HELD_OUT)]
    write_names("oasis", chosen)
    folders = {}
    for path in scene_paths(data):
        folders.setdefault(path.parent.name, []).append(f"{path.parent.name}/{path.name}")
    chosen = [chance.sample(names, SCENES_HELD_OUT_PER_FOLDER) for names in folders.values()]
    write_names("scenes", [name for names in chosen for name in names])
    corel_test = [photo.name for photo in corel(data) if photo.use == "heldout"]
    write_names("corel5k", corel_test)


def write_names(name, names):
    (HERE / "heldout").mkdir(exist_ok=True)
    (HERE / f"heldout/{name}.txt").write_text("\n".join(sorted(names)) + "\n")


def load(cache):
    """Reads the list that `features.py` saved beside the features."""
    return [Photo(**row) for row in json.loads((cache / "photos.json").read_text())]


def save(photos, cache):
    (cache / "photos.json").write_text(json.dumps([asdict(photo) for photo in photos]))


if __name__ == "__main__":
    import sys

    hold_out(Path(sys.argv[1]))
