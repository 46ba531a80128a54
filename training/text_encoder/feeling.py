"""Fits the head that reads valence and arousal off the embedding of a text.

    python training/text_encoder/feeling.py DATA --out models/e5-small

No lyrics with ratings of feeling are at hand, so the head learns from words and phrases placed on
the circumplex (`anchors.py`) and from OASIS (Kurdi, Lozano & Banaji, 2017): the name of each theme
with the mean rating of its photos by about 100 people, 1..7 scaled to [-1, 1]. A ridge regression
on the final `passage: ` embedding; both sources weigh the same; its strength is chosen by leaving
out whole concepts and themes. Its answers on lyrics are narrow and off the middle, so each axis is
then moved and stretched to mean 0 and deviation 0.35 over the lyrics of `library.py`, every language
weighing the same. Writes `feeling.json`: weights and bias after that, before clamping to [-1, 1].
"""

import argparse
import csv
from collections import defaultdict
import json
from pathlib import Path
import re

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold

import anchors
from encoder import Encoder
import library
import manifest
import pairs

STRENGTHS = [0.3, 1.0, 3.0, 10.0, 30.0]
FOLDS = 10
LYRICS_DEVIATION = 0.35


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    encoder = Encoder.shipped(arguments.out)
    texts, groups, ratings, source = examples(arguments.data)
    vectors = encoder.encode("passage", texts)
    importance = np.where(source == 0, 0.5 / (source == 0).sum(), 0.5 / (source == 1).sum())
    importance *= len(texts)
    strength = choose(vectors, ratings, groups, source, importance)
    head = Ridge(alpha=strength).fit(vectors, ratings, sample_weight=importance)
    calibrate(head, encoder, library.lyrics(arguments.data))
    write(arguments.out, head)
    compare_languages(encoder, head, arguments.data)
    show_lyrics(encoder, head, arguments.data)


def examples(data: Path) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Texts, the group that is left out together, ratings [N, 2], source (0 anchor, 1 OASIS)."""
    placed = [(f"anchor {concept}", text, [v, a], 0) for concept, text, v, a in anchors.load()]
    themes = [(f"theme {name}", name, mean, 1) for name, mean in read_themes(data).items()]
    groups, texts, ratings, source = zip(*placed, *themes)
    return list(texts), np.array(groups), np.array(ratings), np.array(source)


def read_themes(data: Path) -> dict[str, list[float]]:
    """Theme ("Alcohol", without the photo's number) -> mean valence and arousal in [-1, 1]."""
    photos = defaultdict(list)
    with (data / "oasis" / "oasis.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = re.sub(r"\s*\d+$", "", row["theme"]).lower()
            photos[name].append([float(row["valence_mean"]), float(row["arousal_mean"])])
    return {name: ((np.mean(rows, axis=0) - 4) / 3).tolist() for name, rows in photos.items()}


def choose(vectors, ratings, groups, source, importance) -> float:
    """The strength with the best held-out correlation, averaged over sources and both axes."""
    best, best_score = STRENGTHS[0], -1.0
    for strength in STRENGTHS:
        held_out = np.zeros_like(ratings)
        for train, test in GroupKFold(FOLDS, shuffle=True, random_state=1).split(vectors, groups=groups):
            head = Ridge(alpha=strength)
            head.fit(vectors[train], ratings[train], sample_weight=importance[train])
            held_out[test] = head.predict(vectors[test])
        scores = [correlate(held_out[source == s], ratings[source == s]) for s in (0, 1)]
        print(f"strength {strength}: anchors r {show(scores[0])}, OASIS themes r {show(scores[1])}")
        if best_score < np.mean(scores):
            best, best_score = strength, np.mean(scores)
    return best


def correlate(left: np.ndarray, right: np.ndarray) -> list[float]:
    return [float(np.corrcoef(left[:, axis], right[:, axis])[0, 1]) for axis in (0, 1)]


def show(pair) -> str:
    return "valence {:+.2f} arousal {:+.2f}".format(*pair)


def calibrate(head: Ridge, encoder: Encoder, lyrics: dict[str, list[str]]):
    """Moves and stretches the head, so that lyrics have mean 0 and `LYRICS_DEVIATION` on each axis."""
    shares = library.shares([len(passages) for passages in lyrics.values()])
    found = head.predict(encoder.encode("passage", [text for group in lyrics.values() for text in group]))
    mean = shares @ found
    gain = LYRICS_DEVIATION / np.sqrt(shares @ (found - mean) ** 2)
    head.coef_ *= gain[:, None]
    head.intercept_ = (head.intercept_ - mean) * gain
    print(f"lyrics before calibration: mean {show(mean)}; stretched by {show(gain)}")
    found = (found - mean) * gain
    stops = np.cumsum([len(passages) for passages in lyrics.values()])[:-1]
    for language, part in zip(lyrics, np.split(found, stops)):
        print(f"  {language}: mean {show(part.mean(axis=0))}, deviation {show(part.std(axis=0))}")


def write(out: Path, head: Ridge):
    """Weights to 6 digits: the product computes weights · embedding + bias, then clamps."""
    document = {
        "input": "passage",
        "outputs": ["valence", "arousal"],
        "weights": np.round(head.coef_, 6).tolist(),
        "bias": np.round(head.intercept_, 6).tolist(),
    }
    (out / "feeling.json").write_text(json.dumps(document) + "\n", encoding="utf-8")
    manifest.update(out)


def feel(encoder: Encoder, head: Ridge, texts: list[str]) -> np.ndarray:
    return head.predict(encoder.encode("passage", texts)).clip(-1, 1)


def compare_languages(encoder: Encoder, head: Ridge, data: Path):
    """A song and its English gloss should feel the same."""
    glosses, songs = pairs.load(data)["songs"]
    left, right = feel(encoder, head, songs), feel(encoder, head, glosses)
    gap = np.abs(left - right).mean(axis=0)
    print(f"song against gloss: r {show(correlate(left, right))}, mean gap {show(gap)}")
    print(f"  songs: mean {show(left.mean(axis=0))}, deviation {show(left.std(axis=0))}")


def show_lyrics(encoder: Encoder, head: Ridge, data: Path):
    """Twenty first stanzas of art songs, spread over the range of valence, to judge by eye."""
    songs = [song for song in pairs.read_lines(data / "lyrics" / "lieder.jsonl") if song["lyrics"]]
    chosen = np.random.default_rng(4).choice(len(songs), 200, replace=False)
    stanzas = [songs[number]["lyrics"].split("\n")[0][:300] for number in chosen]
    found = feel(encoder, head, stanzas)
    print(f"  art songs: mean {show(found.mean(axis=0))}, deviation {show(found.std(axis=0))}")
    for number in np.argsort(found[:, 0])[:: len(found) // 20]:
        title = songs[chosen[number]]["title"]
        print(f"  {show(found[number])}  {title[:30]}: {stanzas[number][:90]!r}")


if __name__ == "__main__":
    main()
