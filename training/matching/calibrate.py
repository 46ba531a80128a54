"""Fits the probability that a song fits a photo in meaning, and that a whole list is good.

    python training/matching/calibrate.py DATA CACHE --models models/matching

Both are fitted on one half of the held-out photos and of the songs and measured on the other halves,
both ways round; what is shipped is fitted on all. A song fits if it has a theme of the photo. A
list is good if two of its first five songs fit: one that fits among five is often luck. Lists are drawn
from libraries of 20 to all songs; from a third of them all songs that fit are taken away.
"""

import itertools
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

import adapter
import arguments
import calibration
import corrections
import descriptions
import relevance
import themes
import views as seen
import weights
from texts import Texts

SEED = 23
LIBRARIES = 8
FEWEST_SONGS = 20
WITHOUT = 1 / 3
FIRST, FITTING = 5, 2


def main():
    asked = arguments.read(__doc__)
    texts, models = Texts(asked.cache), asked.models
    whole = relevance.task(asked.data, seen.load(asked.data, asked.cache), texts)
    parts = seen.parts(whole.views, texts, adapter.shipped(models / "adapter.onnx"))
    queries = seen.blend(parts, weights.blend(models))
    score = lambda passages, owners: scored(queries, passages, owners, models)
    scores = score(whole.passages, whole.owners)
    shipped = weights.read(models)
    bias, slope = meaning(scores, whole.gains, relevance.folds(whole))
    wordless(whole, score, texts, slope)
    shipped["odds"] |= {"bias": round(bias, 3), "meaning": round(slope, 3)}
    shipped["confidence"] = lists(whole, scores)
    weights.write(models, shipped)


def scored(queries, passages, owners, models: Path) -> np.ndarray:
    """[photos, songs]: the best cosine of each song, corrected for hubs."""
    usual = relevance.of_songs(weights.bank(models) @ passages.T, owners)
    cosines = relevance.of_songs(queries @ passages.T, owners)
    return corrections.apply(cosines, corrections.by_name(usual, weights.CORRECTION))


def meaning(scores: np.ndarray, gains: np.ndarray, folds: list) -> tuple[float, float]:
    """Bias and slope of the log-odds that the song has a theme of the photo, by its corrected score."""
    for tuned, measured in itertools.permutations(folds):
        fit = calibration.Logistic(scores[np.ix_(*tuned)].reshape(-1, 1), 0 < gains[np.ix_(*tuned)].ravel())
        said, was = fit(scores[np.ix_(*measured)].reshape(-1, 1)), 0 < gains[np.ix_(*measured)].ravel()
        print(f"meaning: ECE {calibration.expected_error(said, was):.4f}, AUC {roc_auc_score(was, said):.3f}")
        print(calibration.told(said, was))
    fit = calibration.Logistic(scores.reshape(-1, 1), 0 < gains.ravel())
    print(f"share of songs that fit: {(0 < gains).mean():.3f}")
    return fit.intercept, float(fit.coefficients[0])


def wordless(whole, score, texts: Texts, slope: float):
    """Prints the bias for descriptions of music without words; the slope is that of sung passages."""
    described, graded = descriptions.read()
    passages = texts.embed("descriptions", "passage", described)
    scores = score(passages, np.arange(len(described)))
    fits = 0 < np.array(themes.gains([view.themes for view in whole.views], graded))
    own = calibration.Logistic(scores.reshape(-1, 1), fits.ravel())
    shift = shift_of(slope * scores.ravel(), fits.ravel())
    said = 1 / (1 + np.exp(-(slope * scores.ravel() + shift)))
    print(f"without words: share {fits.mean():.3f}, AUC {roc_auc_score(fits.ravel(), scores.ravel()):.3f}, own slope {own.coefficients[0]:.2f}, ECE {calibration.expected_error(said, fits.ravel()):.3f}")
    print(f"bias without words {shift:.3f}")


def shift_of(logits: np.ndarray, outcomes: np.ndarray) -> float:
    """The shift with which the probabilities have the mean of the outcomes."""
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-(logits + middle)))).mean() < outcomes.mean() else (low, middle)
    return low


def lists(whole, scores: np.ndarray) -> dict:
    """The log-odds that a list of songs is good, by the mean score of its first five."""
    drawn = [draw(scores, whole.gains, *fold, seed=SEED) for fold in relevance.folds(whole)]
    for tuned, measured in itertools.permutations(drawn):
        fit = calibration.Logistic(tuned[0], tuned[1])
        said, (_, was, without) = fit(measured[0]), measured
        print(f"lists: {len(was)}, good {was.mean():.3f}, ECE {calibration.expected_error(said, was):.4f}, AUC {roc_auc_score(was, said):.3f}")
        print(f"mean confidence where nothing fits {said[without].mean():.3f}, elsewhere {said[~without].mean():.3f}; over 0.5: {(0.5 < said[without]).mean():.3f} and {(0.5 < said[~without]).mean():.3f}")
        print(calibration.told(said, was))
    features, good = (np.concatenate([part[number] for part in drawn]) for number in (0, 1))
    fit = calibration.Logistic(features, good)
    return {"bias": round(fit.intercept, 3), "meaning": round(float(fit.coefficients[0]), 3)}


def draw(scores, gains, photos, songs, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The mean score [lists, 1], whether the list is good, and whether all songs that fit were taken away."""
    chance = np.random.default_rng(seed)
    means, good, without = [], [], []
    for photo in np.repeat(photos, LIBRARIES):
        size = int(np.exp(chance.uniform(np.log(FEWEST_SONGS), np.log(len(songs)))))
        empty = chance.random() < WITHOUT
        held = songs[gains[photo, songs] == 0] if empty else songs
        held = chance.permutation(held)[:size]
        first = held[np.argsort(-scores[photo, held])[:FIRST]]
        means.append([scores[photo, first].mean()])
        good.append(FITTING <= (0 < gains[photo, first]).sum())
        without.append(empty)
    return np.array(means), np.array(good), np.array(without)


if __name__ == "__main__":
    main()
