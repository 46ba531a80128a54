"""Fits how sure the time of a line is to what tells it.

    cargo run --release --example align_songs -- TIMED_LYRICS --signs > signs.jsonl
    python calibrate.py signs.jsonl

Prints the constants of `src/ingest/align/certainty.rs`, and how well they hold for songs that they were not fitted
to (each song is left out in turn, with its words). Words of other songs count as lines that are not there.
"""

import json
import sys

import numpy as np

NEAR_S = 3.0
# Most words are right: those of two other songs weigh a tenth of a song's own.
OTHERS_WEIGHT = 0.05
RIDGE = 1.0
EDGES = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0001)


def fit(signs: np.ndarray, near: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """A logistic regression by Newton's method: the weights of the signs, then the bias."""
    mean, scale = signs.mean(0), signs.std(0)
    even = np.c_[(signs - mean) / scale, np.ones(len(signs))]
    ridge = np.r_[np.full(signs.shape[1], RIDGE), 0]
    found = np.zeros(even.shape[1])
    for _ in range(50):
        said = 1 / (1 + np.exp(-even @ found))
        slope = even.T @ (weights * (near - said)) - ridge * found
        curve = (even.T * (weights * said * (1 - said))) @ even + np.diag(ridge)
        found += np.linalg.solve(curve, slope)
    factors = found[:-1] / scale
    return np.r_[factors, found[-1] - factors @ mean]


def certainty(signs: np.ndarray, found: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(signs @ found[:-1] + found[-1])))


def main() -> None:
    rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    signs = np.array([row["signs"] for row in rows])
    own = np.array([row["error_s"] is not None for row in rows])
    near = np.array([row["error_s"] is not None and row["error_s"] <= NEAR_S for row in rows], float)
    weights = np.where(own, 1.0, OTHERS_WEIGHT)
    songs, words = (np.array([row[name] for row in rows]) for name in ("song", "words"))
    said = np.zeros(len(rows))
    for song in sorted(set(songs)):
        rest = (songs != song) & (words != song)
        said[songs == song] = certainty(signs[songs == song], fit(signs[rest], near[rest], weights[rest]))
    print("| certainty | lines | said | within 3 s |\n|---|--:|--:|--:|")
    for start, end in zip(EDGES, EDGES[1:]):
        row = own & (start <= said) & (said < end)
        if row.any():
            print(f"| {start}–{min(end, 1):.2f} | {row.sum()} | {said[row].mean():.2f} | {near[row].mean():.2f} |")
    brier = ((said[own] - near[own]) ** 2).mean()
    print(f"\nBrier score {brier:.3f}; saying {near[own].mean():.2f} of every line: {near[own].var():.3f}")
    print(f"words of other songs: certainty {said[~own].mean():.2f} on average")
    found = fit(signs, near, weights)
    for name, value in zip(("BY_APART", "BY_APART_AROUND", "BY_MARGIN", "BIAS"), found):
        print(f"const {name}: f32 = {value:.3f};")


if __name__ == "__main__":
    main()
