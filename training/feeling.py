"""Trains the head that says how a photo feels: valence and arousal.

    python training/feeling.py DATA CACHE

OASIS's ratings (1 to 7) become (rating - 4) / 3. Kernel ridge regression on what the tower pooled of
its grid and of three of its blocks: two photos are alike by
(exp(SHARPNESS * (c - 1)) + BLOCKS_WEIGH * exp(SHARPNESS * (d - 1))) / (1 + BLOCKS_WEIGH)
with c the cosine of their grids and d the mean cosine of their blocks.
Prints five-fold cross-validated correlations; writes CACHE/feeling.npz.
"""

import sys
from pathlib import Path

import numpy
from PIL import Image

import graph
import photos as collection
import tower

SEED, FOLDS, ROUNDS = 7, 5, 6
SHARPNESS, RIDGE, BLOCKS_WEIGH = 2.0, 0.1, 0.7


def look(data, cache, photos):
    """[photos, POOLED]: what the tower pools of each photo."""
    session = graph.session(cache / "tower.onnx")
    found = []
    for photo in photos:
        image = tower.normalise(tower.squash(Image.open(data / photo.path)))
        found.append(session.run(["pooled"], {"image": image[None]})[0][0])
    return numpy.array(found)


def scale_of(pooled):
    """Mean and spread of each feature, the grid's by the square root of its values."""
    values = spread_out(pooled)
    deviation = values.std(axis=0)
    return values.mean(axis=0), deviation + 1e-3 * deviation.mean()


def spread_out(pooled):
    values = pooled.astype(numpy.float64).copy()
    values[:, : tower.CHANNELS] = numpy.sqrt(values[:, : tower.CHANNELS])
    return values


def directions(pooled, scale):
    """The four parts of the features, each as unit vectors."""
    values = (spread_out(pooled) - scale[0]) / scale[1]
    edges = numpy.cumsum([0, *tower.PARTS])
    parts = [values[:, a:b] for a, b in zip(edges, edges[1:])]
    return [part / numpy.linalg.norm(part, axis=1, keepdims=True) for part in parts]


def kernel(left, right):
    grid, *blocks = (a @ b.T for a, b in zip(left, right))
    blocks = sum(blocks) / len(blocks)
    joint = numpy.exp(SHARPNESS * (grid - 1)) + BLOCKS_WEIGH * numpy.exp(SHARPNESS * (blocks - 1))
    return joint / (1 + BLOCKS_WEIGH)


def solve(likeness, truth):
    """Weights [photos, 2] and the mean they are added to."""
    middle = truth.mean(axis=0)
    return numpy.linalg.solve(likeness + RIDGE * numpy.eye(len(truth)), truth - middle), middle


def cross_validate(likeness, truth):
    """Predictions of every photo by photos of other folds; one array a round."""
    rounds = []
    for number in range(ROUNDS):
        fold = numpy.random.default_rng(SEED + number).permutation(len(truth)) % FOLDS
        guessed = numpy.zeros_like(truth)
        for k in range(FOLDS):
            taught, asked = numpy.flatnonzero(fold != k), numpy.flatnonzero(fold == k)
            weights, middle = solve(likeness[numpy.ix_(taught, taught)], truth[taught])
            guessed[asked] = likeness[numpy.ix_(asked, taught)] @ weights + middle
        rounds.append(guessed)
    return numpy.array(rounds)


def correlations(rounds, truth):
    """[2]: mean over rounds of Pearson's r for valence and arousal."""
    return numpy.mean([[numpy.corrcoef(g[:, k], truth[:, k])[0, 1] for k in range(2)] for g in rounds], axis=0)


def main(data, cache):
    rated = [photo for photo in collection.load(cache) if photo.feeling and photo.use != "demo"]
    truth = numpy.array([photo.feeling for photo in rated])
    pooled = look(data, cache, rated)
    scale = scale_of(pooled)
    parts = directions(pooled, scale)
    likeness = kernel(parts, parts)
    rounds = cross_validate(likeness, truth)
    found = correlations(rounds, truth)
    print(f"{len(rated)} photos, five folds: r valence {found[0]:.3f} arousal {found[1]:.3f}")
    calm = numpy.array([photo.use != "feeling" for photo in rated])
    found = correlations(rounds[:, calm], truth[calm])
    print(f"the {calm.sum()} of them that are not sensitive: r valence {found[0]:.3f} arousal {found[1]:.3f}")
    # A regression draws its guesses to the middle; the stretch gives them the spread of the ratings.
    stretch = truth.std(axis=0) / rounds.std(axis=1).mean(axis=0)
    print(f"stretched by {stretch[0]:.2f} and {stretch[1]:.2f}")
    weights, middle = solve(likeness, truth)
    kept = {f"part_{i}": part for i, part in enumerate(parts)}
    numpy.savez(cache / "feeling.npz", weights=weights * stretch, middle=middle, mean=scale[0], spread=scale[1], **kept)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
