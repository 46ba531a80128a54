"""Which score finds music that feels as a photo does, and the constants of the one that is shipped.

    python training/matching/feeling_match.py DATA CACHE --out models/matching/feeling.json

CACHE holds `pooled0.npy` and `paths.txt` (the tower's features), `see.jsonl` (`vibelens see --json`) and
`sound.jsonl` (`examples/sound_features.rs`). OASIS photos meet Emotify tracks; a track is right if it is in the
photo's class, the quadrant of what people said. A photo's quadrants are seen from the middle of the
scale, those of music from the medians of the tracks, because induced feelings are mostly pleasant.
Heads are refitted in folds. Each split fits its constants on one half of photos and tracks and
measures on the other.

The shipped score: on each axis both sides lie above the middle with a probability, the normal
distribution's at (slope * value + bias - middle) / deviation; from these, P(class) of both. The
log-likelihood ratio of relevance is log(sum P(class | photo) P(class | music) / sum P(class | photo)
share(class)); for the list, photos are weighed as if every class were as frequent.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.special import ndtr
from sklearn.linear_model import LogisticRegression

import feeling_data
from encoder import Encoder

SEED, SPLITS, SHUFFLES = 1000, 20, 20000
TERMS = ("valence_gap_squared", "arousal_gap_squared", "valence_product", "arousal_product")


class Side:
    """How to read P(class) off the places of a head: one slope, bias and deviation an axis."""

    def __init__(self, predicted, said, middle):
        lines = [np.polyfit(predicted[:, axis], said[:, axis], 1) for axis in (0, 1)]
        self.slope, self.bias = np.array(lines).T
        self.deviation = (said - predicted * self.slope - self.bias).std(axis=0)
        self.middle = np.asarray(middle, float)
        self.shares = shares(feeling_data.classes(said, middle))

    def probabilities(self, predicted):
        """[N, 4], in the order of `CLASSES`."""
        above = ndtr((predicted * self.slope + self.bias - self.middle) / self.deviation)
        valence, arousal = above.T
        pairs = [valence * arousal, valence * (1 - arousal), (1 - valence) * arousal, (1 - valence) * (1 - arousal)]
        return np.stack(pairs, axis=1)

    def document(self):
        named = {name: getattr(self, name) for name in ("slope", "bias", "middle", "deviation", "shares")}
        return {name: np.round(values, 4).tolist() for name, values in named.items()}


def shares(quadrants):
    return np.bincount(quadrants, minlength=4) / len(quadrants)


def balanced(probabilities, side):
    """P(class) if every class of photo were as frequent."""
    weighed = probabilities / side.shares
    return weighed / weighed.sum(axis=1, keepdims=True)


def hedged(photo, music, depth=10):
    """Scores of a list that goes on to the feelings that it does not cover yet (Agrawal et al.,
    "Diversifying search results", 2009): its order is that of the greedy choice."""
    scores = photo @ music.T
    for row, wanted in zip(scores, photo.copy()):
        open_still = np.ones(len(music), bool)
        for place in range(depth):
            best = np.where(open_still, music @ wanted, -1).argmax()
            row[best], open_still[best] = depth - place + 1, False
            wanted = wanted * (1 - music[best])
    return scores


def measure(scores, wanted, classes):
    """[photos, 4]: P@1, P@5, P@10 and the reciprocal rank of the first right track."""
    order = np.argsort(-scores, axis=1, kind="stable")
    right = classes[order] == wanted[:, None]
    reciprocal = right.any(axis=1) / (right.argmax(axis=1) + 1)
    return np.stack([right[:, 0], right[:, :5].mean(1), right[:, :10].mean(1), reciprocal], axis=1)


def macro(values, wanted):
    return np.array([values[wanted == number].mean(axis=0) for number in range(4)])


def distances(left, right):
    return np.linalg.norm(left[:, None] - right[None], axis=2)


def pair_features(photo, music):
    """[photos * tracks, 4]: squared gaps and products on both axes."""
    gaps = (photo[:, None] - music[None]) ** 2
    products = photo[:, None] * music[None]
    return np.concatenate([gaps, products], axis=2).reshape(-1, 4)


def log_ratio(photo, music, music_side):
    """The log-likelihood ratio of relevance, [photos, tracks]."""
    return np.log(photo @ music.T) - np.log(photo @ music_side.shares)[:, None]


def split_halves(seed, photos, tracks):
    chance = np.random.default_rng(seed)
    left, right = chance.permutation(photos), chance.permutation(tracks)
    return (left[: photos // 2], right[: tracks // 2]), (left[photos // 2 :], right[tracks // 2 :]), chance


def learn_quadratic(photo, music, relevant):
    """Logistic regression of relevance on `pair_features`: the model, and the log-odds of its data."""
    model = LogisticRegression(C=1.0, max_iter=500).fit(pair_features(photo, music), relevant.ravel())
    share = relevant.mean()
    return model, np.log(share / (1 - share))


class Split:
    """One split: what is known of both halves, and the scores of every method on the second."""

    def __init__(self, seed, photos, tracks, nearness):
        self.taught, self.asked, self.chance = split_halves(seed, len(photos.said), len(tracks.said))
        felt, heard = photos.predicted(seed), tracks.predicted(seed)
        pa, ta = self.taught
        middle = np.median(tracks.said[ta], axis=0)
        self.photo, self.music = Side(felt[pa], photos.said[pa], (0, 0)), Side(heard[ta], tracks.said[ta], middle)
        self.wanted, self.classes = (
            feeling_data.classes(photos.said),
            feeling_data.classes(tracks.said, middle),
        )
        self.felt, self.heard, self.nearness = felt, heard, nearness
        self.said = photos.said, tracks.said

    def scores(self):
        (pb, tb) = self.asked
        photo, music = self.photo.probabilities(self.felt[pb]), self.music.probabilities(self.heard[tb])
        even, human = balanced(photo, self.photo), np.eye(4)
        humans_photo, humans_music = human[self.wanted[pb]], human[self.classes[tb]]
        near = {f"{name} only": values[np.ix_(pb, tb)] for name, values in self.nearness.items()}
        return {
            "random": self.chance.random((len(pb), len(tb))),
            **near,
            "feeling only (distance)": -distances(self.felt[pb], self.heard[tb]),
            "feeling, quadratic": self.quadratic(pb, tb),
            "feeling, classes": photo @ music.T,
            "feeling, balanced classes": even @ music.T,
            "fusion without texts": self.fused(without_texts=True),
            "fusion": self.fused(),
            "fusion, hedged list": self.hedged_after_first(even, music),
            "ceiling: human photo": humans_photo @ music.T,
            "ceiling: human music": hedged(even, humans_music),
            "ceiling: human both": humans_photo @ humans_music.T,
        }

    def quadratic(self, pb, tb):
        pa, ta = self.taught
        relevant = self.wanted[pa][:, None] == self.classes[ta][None]
        model, _ = learn_quadratic(self.felt[pa], self.heard[ta], relevant)
        return model.decision_function(pair_features(self.felt[pb], self.heard[tb])).reshape(len(pb), len(tb))

    def fusion(self):
        """Logistic regression on the taught half, every class of photo weighing the same."""
        pa, ta = self.taught
        relevant = self.wanted[pa][:, None] == self.classes[ta][None]
        weight = np.repeat(1 / self.photo.shares[self.wanted[pa]], len(ta))
        return LogisticRegression(max_iter=500).fit(self.columns(pa, ta), relevant.ravel(), sample_weight=weight)

    def columns(self, photos, tracks):
        """[pairs, 5 + texts]: the ratio of the classes, gaps and products, nearness of texts."""
        even = balanced(self.photo.probabilities(self.felt[photos]), self.photo)
        ratio = log_ratio(even, self.music.probabilities(self.heard[tracks]), self.music).reshape(-1, 1)
        near = [values[np.ix_(photos, tracks)].reshape(-1, 1) for values in self.nearness.values()]
        return np.concatenate([ratio, pair_features(self.felt[photos], self.heard[tracks]), *near], axis=1)

    def hedged_after_first(self, even, music):
        """The fusion's first choice, then what the list does not cover yet."""
        scores, first = hedged(even, music), self.fused().argmax(axis=1)
        scores[np.arange(len(first)), first] = scores.max() + 1
        return scores

    def fused(self, without_texts=False):
        model = self.fusion()
        weights = model.coef_[0] * np.r_[np.ones(5), np.full(len(self.nearness), 0.0 if without_texts else 1.0)]
        return (self.columns(*self.asked) @ weights).reshape(len(self.asked[0]), -1)


def nearness(encoder, photos, tracks):
    heard = encoder.encode("passage", tracks.texts["heard"])
    return {name: encoder.encode("query", texts) @ heard.T for name, texts in photos.texts.items()}


def different(left, right, wanted, seed):
    """Paired randomisation test over photos, every class weighing the same: two-sided p."""
    weight = 1 / np.bincount(wanted, minlength=4)[wanted]
    gaps = (left - right) * weight
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (SHUFFLES, len(gaps)))
    return (1 + (np.abs(signs @ gaps) >= abs(gaps.sum())).sum()) / (SHUFFLES + 1)


def report(found, totals, wanted):
    names = "{:28} {:>14}  {:>6} {:>6} {:>14}  {:>6}  {}"
    print(names.format("score", "P@1 [95 %]", "P@5", "P@10", "MRR [95 %]", "worst", "P@1 by class"))
    for name, rows in found.items():
        rows = np.array(rows)
        mean, by_class = rows.mean(axis=(0, 1)), rows[:, :, 0].mean(axis=0)
        low, high = np.percentile(rows.mean(axis=1), [2.5, 97.5], axis=0)
        spans = [f"{mean[k]:.3f} [{low[k]:.2f}, {high[k]:.2f}]" for k in (0, 3)]
        shown = " ".join(f"{value:.2f}" for value in by_class)
        print(f"{name:28} {spans[0]}  {mean[1]:.3f}  {mean[2]:.3f} {spans[1]}  {by_class.min():.3f}  {shown}")
    for winner in ("feeling, quadratic", "feeling, balanced classes", "fusion"):
        for loser in ("random", "caption only", "tags only", "feeling only (distance)", "fusion without texts"):
            pairs = [different(totals[winner][:, k], totals[loser][:, k], wanted, SEED) for k in (0, 3)]
            print(f"{winner} against {loser}: p {pairs[0]:.4f} (P@1), {pairs[1]:.4f} (MRR)")


def calibration(splits):
    """Held-out log loss in nats a pair: base rate, classes, quadratic."""
    losses = []
    for split in splits:
        (pa, ta), (pb, tb) = split.taught, split.asked
        relevant = (split.wanted[pb][:, None] == split.classes[tb][None]).ravel()
        photo, music = split.photo.probabilities(split.felt[pb]), split.music.probabilities(split.heard[tb])
        base = (split.wanted[pa][:, None] == split.classes[ta][None]).mean()
        agreed = (photo @ music.T).ravel()
        quadratic = 1 / (1 + np.exp(-split.quadratic(pb, tb).ravel()))
        guesses = [np.full(len(relevant), base), agreed, quadratic]
        losses.append([-np.log(np.where(relevant, guess, 1 - guess)).mean() for guess in guesses])
    print("log loss a pair: base rate %.4f, classes %.4f, quadratic %.4f" % tuple(np.mean(losses, axis=0)))


def constants(splits, photos, tracks):
    """Fitted on all photos and tracks, out of fold; the fusion is the mean over splits."""
    middle = np.median(tracks.said, axis=0)
    felt, heard = splits[0].felt, splits[0].heard
    relevant = feeling_data.classes(photos.said)[:, None] == feeling_data.classes(tracks.said, middle)[None]
    model, prior = learn_quadratic(felt, heard, relevant)
    fusions = [split.fusion().coef_[0] for split in splits]
    weights = dict(zip(("log_ratio_classes", *TERMS, *splits[0].nearness), np.mean(fusions, axis=0)))
    rounded = lambda named: {name: round(float(value), 4) for name, value in named.items()}
    return {
        "classes": list(feeling_data.CLASSES),
        "photo": Side(felt, photos.said, (0, 0)).document(),
        "sound": Side(heard, tracks.said, middle).document(),
        "log_ratio_quadratic": rounded({"bias": model.intercept_[0] - prior, **dict(zip(TERMS, model.coef_[0]))}),
        "fusion_weights": rounded(weights),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--encoder", type=Path, default=Path("models/e5-small"))
    parser.add_argument("--splits", type=int, default=SPLITS)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    cache = arguments.cache
    photos = feeling_data.Photos(arguments.data, cache / "pooled0.npy", cache / "paths.txt", cache / "see.jsonl")
    tracks = feeling_data.Tracks(arguments.data, cache / "sound.jsonl")
    near = nearness(Encoder.shipped(arguments.encoder), photos, tracks)
    splits = [Split(SEED + number, photos, tracks, near) for number in range(arguments.splits)]
    print("shares of tracks:", np.round(shares(feeling_data.classes(tracks.said, np.median(tracks.said, axis=0))), 3))
    show(splits)
    calibration(splits)
    if arguments.out:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text(json.dumps(constants(splits, photos, tracks), indent=1) + "\n")


def show(splits):
    """Measures every score; the tests are over each photo's mean over the splits that held it out."""
    found, sums, times = {}, {}, np.zeros(len(splits[0].wanted))
    for split in splits:
        pb, tb = split.asked
        times[pb] += 1
        for name, scores in split.scores().items():
            values = measure(scores, split.wanted[pb], split.classes[tb])
            found.setdefault(name, []).append(macro(values, split.wanted[pb]))
            sums.setdefault(name, np.zeros((len(times), 4)))[pb] += values
    totals = {name: values / times[:, None].clip(1) for name, values in sums.items()}
    report(found, totals, splits[0].wanted)


if __name__ == "__main__":
    main()
