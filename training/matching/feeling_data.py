"""What people said of the feeling of photos and of music, and what the heads say without having seen it.

A place is (valence, arousal), f64 [N, 2]. Classes are the quadrants of the plane in the order of
`CLASSES`. Predictions are out of fold: by heads that were fitted on the other folds, stretched as the
product's are.
"""

import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "audio_feeling"), str(HERE.parent / "text_encoder")]

import feeling as photo_head  # noqa: E402
import fit as sound_head  # noqa: E402

CLASSES = ("pleasant and stirred", "pleasant and still", "unpleasant and stirred", "unpleasant and still")
FOLDS = 10
SOUND_RIDGE = {"valence": 100, "arousal": 300}
MODEL = HERE.parent.parent / "models" / "sound-feeling.json"


@dataclass
class Rated:
    """Things whose feeling people stated: `said` [N, 2], and texts that describe each."""

    said: np.ndarray
    texts: dict


def classes(places, middle=(0.0, 0.0)):
    """The quadrant of each place, seen from `middle`: integers [N] into `CLASSES`."""
    left, low = (places < np.asarray(middle)).T
    return 2 * left + low


class Photos(Rated):
    """OASIS; `pooled` and `paths` are what the tower gave, `sights` the lines of `vibelens see --json`."""

    def __init__(self, data: Path, pooled: Path, paths: Path, sights: Path):
        rows = list(csv.DictReader((data / "oasis/oasis.csv").open()))
        files = [f"oasis/{row['file']}" for row in rows]
        said = [[(float(row[key]) - 4) / 3 for key in ("valence_mean", "arousal_mean")] for row in rows]
        places = {short(line): number for number, line in enumerate(paths.read_text().splitlines())}
        features = np.load(pooled, mmap_mode="r")[[places[file] for file in files]]
        parts = photo_head.directions(features, photo_head.scale_of(features))
        self.likeness = photo_head.kernel(parts, parts)
        super().__init__(np.array(said), described(sights, files))

    def predicted(self, seed: int) -> np.ndarray:
        """Out-of-fold places, stretched to the spread of what was said, clamped to the plane."""
        fold = np.random.default_rng(seed).permutation(len(self.said)) % FOLDS
        raw = np.zeros_like(self.said)
        for number in range(FOLDS):
            taught, asked = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
            weights, middle = photo_head.solve(self.likeness[np.ix_(taught, taught)], self.said[taught])
            raw[asked] = self.likeness[np.ix_(asked, taught)] @ weights + middle
        return stretched(raw, self.said.mean(axis=0), self.said.std(axis=0) / raw.std(axis=0)).clip(-1, 1)


class Tracks(Rated):
    """Emotify, by the output of `examples/sound_features.rs`."""

    def __init__(self, data: Path, features: Path):
        _, values, said, _, whole, names = sound_head.load(features, data / "emotify/votes.csv")
        owners = np.array([sound_head.hash_of(name) for name in names])
        self.values, self.all_said, self.owners = values, said, owners
        self.whole = np.flatnonzero(whole)
        lines = [json.loads(line) for line in features.open()]
        texts = [f"instrumental music: {names[row][0]}, {lines[row]['words']}" for row in self.whole]
        super().__init__(said[self.whole], {"heard": texts})

    def predicted(self, seed: int) -> np.ndarray:
        """Out-of-fold places of whole tracks, stretched as in the model that ships."""
        whole_owners = self.owners[self.whole]
        fold = np.random.default_rng(seed).permutation(len(self.whole)) % FOLDS
        raw = np.zeros_like(self.said)
        for number in range(FOLDS):
            asked = self.whole[fold == number]
            taught = np.flatnonzero(~np.isin(self.owners, whole_owners[fold == number]))
            for axis, name in enumerate(sound_head.AXES):
                target = self.all_said[:, axis]
                raw[fold == number, axis] = sound_head.predict(taught, asked, self.values, target, SOUND_RIDGE[name])
        report = json.loads(MODEL.read_text())["cross_validated"]
        stretch = np.array([report[name]["stretch"] for name in sound_head.AXES])
        return stretched(raw, self.said.mean(axis=0), stretch).clip(-1, 1)


def stretched(places, middle, stretch):
    return middle + stretch * (places - middle)


def described(sights: Path, files: list[str]) -> dict[str, list[str]]:
    """Caption and said tags of each photo, in the order of `files`."""
    seen = {}
    for line in sights.open():
        row = json.loads(line)
        seen[short(row["photo"])] = row
        if len(seen) >= len(files) and all(file in seen for file in files):
            break
    tags = [[tag["label"] for tag in seen[file]["sight"]["tags"]] for file in files]
    captions = [seen[file]["captioned"] for file in files]
    return {"caption": captions, "tags": [", ".join(those) or "a photo" for those in tags]}


def short(path: str) -> str:
    """`.../oasis/images/Lake 1.jpg` -> `oasis/images/Lake 1.jpg`; unlike parts stay apart."""
    return "/".join(Path(path).parts[-3:])
