"""`weights.json` of the pack: begun here, completed by `calibrate.py`; and how the scripts read it back.

    python training/matching/weights.py CACHE models/matching

CACHE/blend.json is what `blend.py` chose, CACHE/feeling.json what `feeling_match.py` fitted. What is asked
for in words has weights that were chosen, not learned: added words count about as much as what is
seen, refused ones half of that.
"""

import json
from pathlib import Path
import sys

import numpy as np

ASKED = {"moods": 0.5, "more": 0.6, "less": 0.3}
# The sharpest inverted softmax for which `hubs.py` finds no nDCG@10 lost against none (18 of those tried).
CORRECTION = {"method": "inverted_softmax", "sharpness": 18}
# The names of the parts of a query: here, and in the product.
PARTS = {"caption": "caption", "beams": "captions", "tags": "tags", "adapter": "picture"}


def main(cache: Path, folder: Path):
    blend = json.loads((cache / "blend.json").read_text())
    feeling = json.loads((cache / "feeling.json").read_text())["log_ratio_quadratic"]
    query = {name: blend[part] for part, name in PARTS.items()}
    write(folder, {"query": {**query, **ASKED}, "odds": {"feeling": feeling}})


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
