"""Fits how likely it is that someone sings in a patch, from the tags of voices.

A logistic regression on the log-odds of these tags, on songs whose lines have times (a patch counts where
lines cover more than half of it, or none of it) and on music of the demo library without voices. Tags of
voices may not speak against a voice, nor the others for one: the songs at hand are mostly sung by men.
"""

import csv
import json
from pathlib import Path

import numpy
from scipy.optimize import minimize

from labels import ORDER
from musicnn import FRAMES

FOR = (
    "mtt:vocal mtt:female mtt:opera mtt:male mtt:singing mtt:vocals mtt:woman mtt:male_vocal mtt:man mtt:choir "
    "mtt:voice mtt:male_voice mtt:female_vocal mtt:female_voice mtt:choral msd:female_vocalists msd:male_vocalists "
    "msd:female_vocalist msd:hip-hop"
).split()
AGAINST = "mtt:no_vocals mtt:no_vocal mtt:no_voice msd:instrumental mtt:ambient msd:ambient".split()
USED = [ORDER.index(tag) for tag in FOR + AGAINST]
SIGNS = numpy.array([1] * len(FOR) + [-1] * len(AGAINST))
# Probabilities are kept in 256 steps, so those near zero are all alike.
LEAST = 0.004
PENALTY = 30.0
PATCH = FRAMES * 256 / 16_000
FOLDS = 6
# Voices that a sampler sings, as the demo library's credits name them.
SAMPLED = ("choir", "voice")
SUNG = ("Los Rombos", "Joshua Morin", "HyperRogue/Mountain", "Nunc Dimittis")


def odds(tags):
    tags = numpy.clip(tags, LEAST, 1 - LEAST)
    return numpy.log(tags / (1 - tags))


def examples(heard, data, demo):
    """Log-odds, whether someone sings, the weight, and the number of the track, for each patch."""
    inputs, sung, weights, tracks = [], [], [], []
    songs = [json.loads(row) for row in open(data / "timed_lyrics/index.jsonl")]
    lines = {str(data / "timed_lyrics" / song["audio"]): song["lines"] for song in songs}
    credits = {row["path"]: " ".join(row.values()) for row in csv.DictReader(open(demo / "CREDITS.csv"))}
    for number, (path, tags) in enumerate(heard.items()):
        if path in lines:
            share = covered(lines[path], len(tags))
            sure = (0.5 < share) | (share < 0.05)
            inputs.append(tags[sure])
            sung.append(0.5 < share[sure])
            weights.append(numpy.ones(sure.sum()))
        elif Path(path).is_relative_to(demo) and silent(path, credits[str(Path(path).relative_to(demo))]):
            inputs.append(tags[::3])
            sung.append(numpy.zeros(len(tags[::3]), bool))
            weights.append(numpy.full(len(tags[::3]), 0.5))
        else:
            continue
        tracks += [number] * len(inputs[-1])
    return odds(numpy.concatenate(inputs)[:, USED]), *map(numpy.concatenate, (sung, weights)), numpy.array(tracks)


def silent(path, credit):
    return not any(word in credit for word in SAMPLED) and not any(name in path for name in SUNG)


def covered(lines, count):
    """Which share of each patch is sung."""
    starts = numpy.arange(count) * PATCH
    share = numpy.zeros(count)
    for line in lines:
        share += numpy.clip(numpy.minimum(starts + PATCH, line["end"]) - numpy.maximum(starts, line["start"]), 0, None)
    return share / PATCH


def fit(inputs, sung, weights):
    target = numpy.where(sung, 1.0, -1.0)

    def loss(values):
        margin = target * (inputs @ values[1:] + values[0])
        wrong = 1 / (1 + numpy.exp(numpy.clip(margin, -50, 50)))
        gradient = -(weights * target * wrong)
        cost = (weights * numpy.logaddexp(0, -margin)).sum() + PENALTY * (values[1:] ** 2).sum()
        return cost, numpy.concatenate([[gradient.sum()], inputs.T @ gradient + 2 * PENALTY * values[1:]])

    bounds = [(None, None)] + [(0, None) if sign == 1 else (None, 0) for sign in SIGNS]
    return minimize(loss, numpy.zeros(len(SIGNS) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x


def main(heard, data, demo):
    """Bias and weights by tag, and how good they are on tracks that were not fitted to."""
    inputs, sung, weights, tracks = examples(heard, data, demo)
    score = numpy.zeros(len(sung))
    for fold in range(FOLDS):
        out = tracks % FOLDS == fold
        values = fit(inputs[~out], sung[~out], weights[~out])
        score[out] = inputs[out] @ values[1:] + values[0]
    song = weights == 1
    report = {
        "patches": len(sung),
        "auc": area(score, sung),
        "auc_within_songs": area(score[song], sung[song]),
        "right": float(((0 < score) == sung).mean()),
        "right_within_songs": float(((0 < score) == sung)[song].mean()),
        "voice_heard_where_none_is": float((0 < score[~song]).mean()),
    }
    values = fit(inputs, sung, weights)
    weights = {tag: round(float(value), 3) for tag, value in zip(FOR + AGAINST, values[1:]) if 5e-4 < abs(value)}
    return {"bias": round(float(values[0]), 3), "weights": weights}, report


def area(score, sung):
    """How often a sung patch scores above one that is not."""
    order = numpy.argsort(numpy.argsort(score))
    positive = sung.sum()
    return float((order[sung].sum() - positive * (positive - 1) / 2) / (positive * (~sung).sum()))
