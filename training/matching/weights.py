"""`weights.json` of the pack: begun here, completed by `calibrate.py`; and how the scripts read it back.

    python training/matching/weights.py CACHE models/matching

CACHE/feeling.json is what `feeling_match.py` fitted. What CARD.md calls chosen stands here.
"""

import json
from pathlib import Path
import sys

import numpy as np

# Nearly the best that `blend.py` finds, with more of what is said of a photo and less of the picture
# itself: captions and tags tell songs apart that look alike to the adapter.
BLEND = {"caption": 0.25, "beams": 0.2, "tags": 0.2, "adapter": 0.35}
# Added words count about as much as what is seen, refused ones half of that.
ASKED = {"moods": 0.5, "more": 0.6, "less": 0.3}
# Between taking the mean away, which finds the best songs, and 18, which loses what it gained.
CORRECTION = {"method": "inverted_softmax", "sharpness": 12}
# Music without words has the odds of songs: with those that `calibrate.py` prints, a library of both would only sing.
UNSUNG = 0.0
# Of words that are sung, nobody rated the feeling: what is far is less likely, and nothing gains by being extreme.
SUNG_FEELING = {
    "bias": 0.3,
    "valence_gap_squared": -1.0,
    "arousal_gap_squared": -1.5,
    "valence_product": 0.0,
    "arousal_product": 0.0,
}
# The names of the parts of a query: here, and in the product.
PARTS = {"caption": "caption", "beams": "captions", "tags": "tags", "adapter": "picture"}


def main(cache: Path, folder: Path):
    heard = json.loads((cache / "feeling.json").read_text())["log_ratio_quadratic"]
    query = {name: BLEND[part] for part, name in PARTS.items()}
    odds = {"unsung": UNSUNG, "feeling": {"sung": SUNG_FEELING, "heard": heard}}
    write(folder, {"query": {**query, **ASKED}, "odds": odds})


def read(folder: Path) -> dict:
    return json.loads((folder / "weights.json").read_text())


def write(folder: Path, weights: dict):
    (folder / "weights.json").write_text(json.dumps(weights, indent=1) + "\n")


def blend(folder: Path) -> dict[str, float]:
    """Part of a query -> its weight."""
    query = read(folder)["query"]
    return {part: query[name] for part, name in PARTS.items()}


def bank(folder: Path) -> np.ndarray:
    """The queries of the bank, f32 [N, 384], unit length."""
    rows = len((folder / "bank.txt").read_text(encoding="utf-8").splitlines())
    queries = np.fromfile(folder / "bank.i8", np.int8).reshape(rows, -1).astype(np.float32)
    return queries / np.linalg.norm(queries, axis=1, keepdims=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
