"""Fits logistic regressions and says how well probabilities agree with what happened."""

import numpy as np
from sklearn.linear_model import LogisticRegression

BINS = 10


class Logistic:
    """probability = 1 / (1 + exp(-(coefficients · features + intercept)))."""

    def __init__(self, features: np.ndarray, outcomes: np.ndarray, weights: np.ndarray | None = None):
        middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
        fit = LogisticRegression(C=0.03, max_iter=1000)
        fit.fit((features - middle) / spread, outcomes, sample_weight=weights)
        self.coefficients = fit.coef_[0] / spread
        self.intercept = float(fit.intercept_[0] - self.coefficients @ middle)

    def __call__(self, features: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(features @ self.coefficients + self.intercept)))


def table(probabilities: np.ndarray, outcomes: np.ndarray) -> list[tuple[int, float, float]]:
    """Count, mean probability and share of good outcomes in ten bins of equal count."""
    bins = np.array_split(np.argsort(probabilities, kind="stable"), BINS)
    return [(len(rows), probabilities[rows].mean(), outcomes[rows].mean()) for rows in bins]


def expected_error(probabilities: np.ndarray, outcomes: np.ndarray) -> float:
    """Expected calibration error over bins of equal count."""
    return float(np.mean([abs(said - was) for _, said, was in table(probabilities, outcomes)]))


def told(probabilities: np.ndarray, outcomes: np.ndarray) -> str:
    rows = table(probabilities, outcomes)
    lines = [f"| {count} | {said:.3f} | {was:.3f} |" for count, said, was in rows]
    return "\n".join(["| pairs | said | was |", "|---|---|---|", *lines])
