"""Chooses how much the caption, the other captions of the beam, the tags and the adapter count.

    python training/matching/blend.py DATA CACHE --models models/matching

Every mixture in steps of a tenth is tried on one half of the held-out photos and one half of the
songs and measured on the other halves, both ways round; CACHE/blend.json keeps the best on all, which `hubs.py` asks with. What ships is near it
(`weights.py`). All are measured with each song's mean over the bank
taken away, as `corrections.centred` does. Prints them beside each part alone, and captions with tags.
"""

import itertools
import json
from pathlib import Path

import numpy as np

import adapter
import arguments
import corrections
import relevance
import views as seen
from texts import Texts

NAMES = ("caption", "beams", "tags", "adapter")
STEPS = 10
PLAIN = {"caption": 0.6, "tags": 0.4}
COMPARED = {
    **{f"{name} alone": {name: 1.0} for name in NAMES},
    "caption and tags (0.6, 0.4)": PLAIN,
    "caption, tags and beams": {"caption": 0.4, "tags": 0.3, "beams": 0.3},
}


def main():
    asked = arguments.read(__doc__)
    texts = Texts(asked.cache)
    everything = seen.load(asked.data, asked.cache)
    whole = relevance.task(asked.data, everything, texts)
    read = adapter.shipped(asked.models / "adapter.onnx")
    parts = seen.parts(whole.views, texts, read)
    bank = seen.parts([everything[number] for number in seen.divided(everything)[0]], texts, read)
    parts = {name: np.concatenate([parts[name], bank[name]]) for name in NAMES}
    print(f"{len(whole.views)} photos, {len(whole.songs)} songs")
    for name, weights in COMPARED.items():
        print(f"{name}: {told(measure(whole, parts, weights))}")
    for tuned, measured in itertools.permutations(relevance.folds(whole)):
        weights = best(whole.part(*tuned), at(parts, tuned[0]))
        rest, others = whole.part(*measured), at(parts, measured[0])
        print(f"{weights}: {told(measure(rest, others, weights))}; caption and tags: {told(measure(rest, others, PLAIN))}")
    chosen = best(whole, parts)
    print(f"chosen {chosen}: {told(measure(whole, parts, chosen))}")
    (asked.cache / "blend.json").write_text(json.dumps(chosen))


def at(parts: dict[str, np.ndarray], photos: np.ndarray) -> dict[str, np.ndarray]:
    """The parts of some photos, and of the bank, which comes last."""
    rows = np.concatenate([photos, np.arange(-seen.LARGEST_BANK, 0)])
    return {name: part[rows] for name, part in parts.items()}


def best(task: relevance.Task, parts: dict[str, np.ndarray]) -> dict[str, float]:
    return max(mixtures(), key=lambda weights: measure(task, parts, weights)["ndcg"].mean())


def mixtures() -> list[dict[str, float]]:
    shares = itertools.product(range(STEPS + 1), repeat=len(NAMES))
    return [dict(zip(NAMES, (n / STEPS for n in share))) for share in shares if sum(share) == STEPS]


def measure(task: relevance.Task, parts: dict[str, np.ndarray], weights: dict[str, float]) -> dict:
    cosines = relevance.of_songs(seen.blend(parts, weights) @ task.passages.T, task.owners)
    photos, bank = np.split(cosines, [len(task.views)])
    return relevance.quality(corrections.apply(photos, corrections.centred(bank)), task.gains)


def told(quality: dict[str, np.ndarray]) -> str:
    return f"nDCG@10 {quality['ndcg'].mean():.3f}, P@5 {quality['precision'].mean():.3f}"


if __name__ == "__main__":
    main()
