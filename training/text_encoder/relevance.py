"""Fits the step from the encoder's cosine to a probability that a passage belongs to a query.

    python training/text_encoder/relevance.py DATA --out models/e5-small

A logistic fit on the matching and the unrelated pairs of `pairs.py`, at even odds: all matching
pairs weigh as much as all unrelated ones, and the three tests weigh the same. For other odds add
their logarithm to the shift: with one match among N passages, log(1 / (N - 1)). Writes
`[relevance]` to the manifest: probability = 1 / (1 + exp(-(slope * cosine + shift))).
"""

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from encoder import Encoder
import library
import manifest
import pairs

MOST_PAIRS = 400


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    encoder = Encoder.shipped(arguments.out)
    tests = {}
    for name, (queries, passages) in pairs.load(arguments.data).items():
        left = encoder.encode("query", queries[:MOST_PAIRS])
        right = encoder.encode("passage", passages[:MOST_PAIRS])
        tests[name] = split(left @ right.T)
        report(name, [tests[name]])
    slope, shift = report("all", list(tests.values()))
    manifest.update(arguments.out, relevance={"slope": round(slope, 2), "shift": round(shift, 3)})


def split(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cosines of matching and of unrelated pairs."""
    return np.diag(scores), scores[~np.eye(len(scores), dtype=bool)]


def report(name: str, tests: list[tuple[np.ndarray, np.ndarray]]) -> tuple[float, float]:
    """Fits the tests' matching and unrelated cosines together and prints what was found."""
    groups = [cosines for test in tests for cosines in test]
    scores = np.concatenate(groups)
    matches = np.concatenate([np.full(len(group), number % 2 == 0) for number, group in enumerate(groups)])
    weights = library.shares([len(group) for group in groups]) * len(scores)
    fit = LogisticRegression(C=1e6).fit(scores[:, None], matches, sample_weight=weights)
    slope, shift = float(fit.coef_[0, 0]), float(fit.intercept_[0])
    matching, unrelated = (np.concatenate(side) for side in zip(*tests))
    area = roc_auc_score(matches, scores, sample_weight=weights)
    print(
        f"{name}: matching {matching.mean():.3f} ± {matching.std():.3f}, "
        f"unrelated {unrelated.mean():.3f} ± {unrelated.std():.3f}, "
        f"AUC {area:.3f}, sigmoid({slope:.2f} * cosine {shift:+.3f})"
    )
    return slope, shift


if __name__ == "__main__":
    main()
