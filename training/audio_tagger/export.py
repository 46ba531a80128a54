"""Makes the pack `models/musicnn` from the published weights.

    python export.py musicnn-0.1.0-py3-none-any.whl DATA DEMO OUT CACHE

DATA holds `emotify` and `timed_lyrics`, DEMO is the demo library's music folder. What the published models
hear in all of these is kept in CACHE (an hour on one core); the shipped graph must agree with it.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy
import onnxruntime

import checkpoint
import graphs
import labels
import musicnn
import plain
import spectrogram
import voice

FEATURES = 24
# The patches of a track that the graph is compared on, evenly spread.
COMPARED = 4
# Correlation over patches of the published and the shipped probability: mean of the tags, worst tag.
MEAN_GATE, WORST_GATE = 0.99, 0.97

MANIFEST = """\
# Hears voices, instruments, genres and moods; made by training/audio_tagger/export.py; see CARD.md.
kind = "audio-tagger"
name = "musicnn"
license = "ISC"
source = "PyPI musicnn 0.1.0 (MTT_musicnn and MSD_musicnn)"

[graphs]
tagger = "tagger.onnx"

# The graph reads patches [n, frames, bands] of a spectrogram.
[patch]
frames = {frames}
bands = {bands}
tags = {tags}
features = {features}

[files]
"""


def main(wheel, data, demo, out, cache):
    data, demo, out, cache = (Path(p).resolve() for p in (data, demo, out, cache))
    out.mkdir(parents=True, exist_ok=True)
    cache.mkdir(parents=True, exist_ok=True)
    tensors = {model: checkpoint.read(wheel, model) for model in musicnn.MODELS}
    files = sorted([*data.glob("emotify/*/*.mp3"), *data.glob("timed_lyrics/*.mp3"), *demo.glob("**/*.mp3")])
    published = heard_by_the_published(tensors, files, cache)
    projection = components(numpy.concatenate([spread(heard.features, 20) for heard in published.values()]))
    models = [musicnn.tagger(tensors[model]) for model in musicnn.MODELS]
    graphs.build(models, str(out / "tagger.onnx"), projection)
    compare(out / "tagger.onnx", published)
    singing, report = voice.main({path: heard.tags for path, heard in published.items()}, data, demo)
    print("voice:", {name: round(value, 4) for name, value in report.items()})
    shown = [
        {"label": label, "kind": kind, "tags": tags}
        for kind, those in labels.LABELS.items()
        for label, tags in those.items()
    ]
    tags = {"order": labels.ORDER, "labels": shown, "voice": singing}
    (out / "tags.json").write_text(json.dumps(tags, indent=1) + "\n")
    write_manifest(out)


class Heard(NamedTuple):
    """What the published models hear in a track, patch by patch, and some of its patches."""

    tags: numpy.ndarray
    features: numpy.ndarray
    some: numpy.ndarray


def heard_by_the_published(tensors, files, cache):
    """By path; features are the hidden values of both models."""
    sessions = []
    for model in musicnn.MODELS:
        path = str(cache / f"{model}.onnx")
        plain.build(tensors[model], path)
        sessions.append(session(path))
    heard = {}
    for file in files:
        kept = cache / (hashlib.md5(str(file).encode()).hexdigest() + ".npz")
        if not kept.exists():
            patches = spectrogram.patches(spectrogram.levels(spectrogram.samples(file)))
            results = [run(each, patches) for each in sessions]
            tags, features = (numpy.concatenate(parts, axis=1) for parts in zip(*results))
            numpy.savez(kept, tags=tags, features=features, some=spread(patches, COMPARED))
        found = numpy.load(kept)
        heard[str(file)] = Heard(found["tags"], found["features"], found["some"])
    return heard


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options)


def run(session, patches):
    pieces = [session.run(["tags", "features"], {"mel": patches[i : i + 4]}) for i in range(0, len(patches), 4)]
    return [numpy.concatenate(parts) for parts in zip(*pieces)]


def spread(values, count):
    return values[numpy.linspace(0, len(values) - 1, min(count, len(values))).astype(int)]


def components(features):
    """Mean and principal components of the hidden values, scaled to a mean square of 1."""
    mean = features.mean(axis=0)
    _, lengths, axes = numpy.linalg.svd(features - mean, full_matrices=False)
    kept = axes[:FEATURES].T
    size = numpy.sqrt((((features - mean) @ kept) ** 2).mean())
    share = (lengths[:FEATURES] ** 2).sum() / (lengths**2).sum()
    print(f"{FEATURES} features hold {share:.3f} of the variance")
    return mean, kept / size


def compare(path, published):
    """Fails if the graph at `path` does not hear what the published models hear."""
    graph = session(path)
    ours = numpy.concatenate([run(graph, heard.some)[0] for heard in published.values()])
    theirs = numpy.concatenate([spread(heard.tags, COMPARED) for heard in published.values()])
    for number, model in enumerate(musicnn.MODELS):
        part = slice(50 * number, 50 * number + 50)
        left, right = ours[:, part], theirs[:, part]
        alike = [numpy.corrcoef(left[:, tag], right[:, tag])[0, 1] for tag in range(50)]
        top = lambda values: [set(row[-5:]) for row in numpy.argsort(values, axis=1)]
        shared = numpy.mean([len(a & b) / 5 for a, b in zip(top(left), top(right))])
        print(
            f"{model}: {len(left)} patches, mean difference {numpy.abs(left - right).mean():.4f}, correlation "
            f"{numpy.mean(alike):.4f} (worst tag {min(alike):.4f}), of the five strongest tags {shared:.3f} the same"
        )
        if numpy.mean(alike) < MEAN_GATE or min(alike) < WORST_GATE:
            raise SystemExit(f"{model} lost too much")


def write_manifest(out):
    text = MANIFEST.format(
        frames=musicnn.FRAMES, bands=musicnn.BANDS, tags=len(labels.ORDER), features=FEATURES
    )
    for name in ("tagger.onnx", "tags.json"):
        text += f'"{name}" = "{hashlib.sha256((out / name).read_bytes()).hexdigest()}"\n'
    (out / "manifest.toml").write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
