"""Runs the shipped graphs on photos, as the product does, and prints one JSON line for each.

    python training/see.py MODELS PHOTO...         (or --list FILE of paths, --root FOLDER)

{"photo": path, "sight": {"caption", "tags": [{"label", "score"}], "feeling": {"valence", "arousal"}},
 "captioned": caption alone, "mean_log_likelihood": of it}
"""

import argparse
import json
import tomllib
from pathlib import Path

import numpy
import torch
from PIL import Image, ImageOps
from tokenizers import Tokenizer

import beam
import graph
import sight
import tower

BATCH = 16


class Eye:
    """The graphs of one models folder, with what its manifest says."""

    def __init__(self, folder):
        self.manifest = tomllib.loads((folder / "manifest.toml").read_text())
        self.tower, self.cross, self.step, self.heads = (
            graph.session(folder / f"{name}.onnx") for name in ("tower", "cross", "step", "heads")
        )
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.entries = json.loads((folder / "tags.json").read_text())
        decoder = self.manifest["decoder"]
        self.search = beam.Search(
            decoder["beams"], decoder["max_length"] - 2, decoder["min_length"] - 1, decoder["length_penalty"],
            decoder["no_repeat"],
        )
        self.layers, self.heads_count, self.head_width = decoder["layers"], decoder["heads"], decoder["head_dim"]
        rule, trust = self.manifest["sight"], self.manifest["confidence"]
        self.rule = sight.Rule(trust["slope"], trust["shift"], **{k: rule[k] for k in ("sure", "unlikely", "strong", "second", "shown")})

    def first(self, grid):
        """`cross` for beam search: grid [B, S, 1280] tensor -> list of arrays."""
        return self.cross.run(None, {"states": grid.numpy()})

    def next(self, tokens, position, past, crossed):
        """`step` for beam search."""
        names = [f"{part}_{i}" for i in range(self.layers) for part in ("keys", "values")]
        if past is None:
            past = [torch.zeros(len(tokens), self.heads_count, 0, self.head_width)] * len(names)
        feed = {"tokens": tokens.numpy(), "position": numpy.array([position])}
        feed |= {f"past_{n}": p.numpy() for n, p in zip(names, past)}
        feed |= {f"cross_{n}": c for n, c in zip(names, crossed)}
        logits, *grown = self.step.run(None, feed)
        return torch.from_numpy(logits), [torch.from_numpy(g) for g in grown]

    def look(self, images):
        """Squares as float32 [B, 3, 260, 260] -> grid, tags, feeling."""
        grid, pooled = self.tower.run(None, {"image": images})
        tags, feeling = self.heads.run(None, {"pooled": pooled})
        return grid, tags, feeling

    def caption(self, grid):
        """grid [B, S, 1280] -> [(caption, mean log-likelihood)]."""
        found = beam.search(self.first, self.next, torch.from_numpy(grid), self.search)
        return [(self.tokenizer.decode(tokens).strip(), mean) for tokens, mean in found]

    def describe(self, paths):
        """One dictionary for each photo, in the form that the product prints."""
        images = numpy.stack([tower.normalise(tower.squash(upright(path))) for path in paths])
        grid, tags, feeling = self.look(images)
        for path, (caption, mean), scores, felt in zip(paths, self.caption(grid), tags, feeling):
            seen = sight.view(caption, mean, sight.tags_of(self.entries, scores))
            said, _ = sight.decide(seen, self.rule)
            yield {
                "photo": str(path),
                "sight": {
                    "caption": said,
                    "tags": [{"label": t.label, "score": round(t.score, 3)} for t in seen.said[:8]],
                    "feeling": {"valence": round(float(felt[0]), 3), "arousal": round(float(felt[1]), 3)},
                },
                "captioned": caption, "mean_log_likelihood": round(mean, 3),
            }


def upright(path):
    return ImageOps.exif_transpose(Image.open(path))


def main(arguments):
    eye = Eye(arguments.models)
    paths = list(arguments.photos)
    if arguments.list:
        paths += [Path(line) for line in arguments.list.read_text().splitlines()]
    for start in range(0, len(paths), BATCH):
        for line in eye.describe([arguments.root / path for path in paths[start : start + BATCH]]):
            print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("models", type=Path)
    parser.add_argument("photos", type=Path, nargs="*")
    parser.add_argument("--list", type=Path)
    parser.add_argument("--root", type=Path, default=Path("."))
    main(parser.parse_args())
