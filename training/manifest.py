"""Writes the manifest that the product reads: files, sizes, constants, checksums.

    python training/manifest.py CACHE OUT

The constants that were tuned on photos come from CACHE/tuned.json (see tune.py), or stay at their defaults.
"""

import hashlib
import json
import sys
from pathlib import Path

from tokenizers import Tokenizer

import sight
import tower
import train_captioner
from beam import Search
from captioner import BEGIN, END, PAD

FILES = ("tower.onnx", "cross.onnx", "step.onnx", "heads.onnx", "tokenizer.json", "tags.json")

TEMPLATE = """\
# The built-in vision weights. CARD.md says how they were made and how good they are.
kind = "captioner"
name = "lite"
license = "Apache-2.0"
layout = "cross-cached"

[graphs]
tower = "tower.onnx"
cross = "cross.onnx"
step = "step.onnx"
heads = "heads.onnx"
tokenizer = "tokenizer.json"
tags = "tags.json"

[image]
# The whole picture is squashed to a square; `bilinear` is PIL's, which widens its filter when it shrinks.
size = {size}
filter = "bilinear"
fit = "squash"
mean = [{mean}, {mean}, {mean}]
std = [{spread}, {spread}, {spread}]
grid_cells = 81
grid_channels = 1280
# `pooled` is the grid's mean and, after it, what the feeling is read from.
pooled_channels = {pooled}

[decoder]
vocabulary = {vocabulary}
bos = {begin}
eos = {end}
pad = {pad}
layers = {layers}
heads = {heads}
head_dim = {head_dim}
# Both count the mark of the beginning, the greatest that of the end as well.
max_length = {max_length}
min_length = {min_length}
beams = {beams}
# A finished row scores: total log-likelihood / tokens ^ length_penalty, its end counted.
length_penalty = {length_penalty}
# No run of this many tokens occurs twice.
no_repeat = {no_repeat}

[confidence]
# Probability that a caption names what is there: 1 / (1 + exp(-(slope * mean log-likelihood + shift))).
slope = {slope:.4f}
shift = {shift:.4f}

[sight]
sure = {sure}
unlikely = {unlikely}
strong = {strong}
second = {second}
shown = {shown}

[files]
"""


def tuned(cache):
    path = cache / "tuned.json"
    return json.loads(path.read_text()) if path.exists() else {}


def text_of(cache, out):
    kept = tuned(cache)
    search = Search(**kept.get("search", {}))
    rule = sight.Rule(**kept.get("rule", {}))
    size = train_captioner.load_size(cache)
    text = TEMPLATE.format(
        size=tower.SIZE, pooled=tower.POOLED, mean=round(tower.MEAN, 8), spread=round(tower.SPREAD, 8),
        vocabulary=Tokenizer.from_file(str(out / "tokenizer.json")).get_vocab_size(),
        begin=BEGIN, end=END, pad=PAD, layers=size["layers"], heads=size["heads"],
        head_dim=size["width"] // size["heads"],
        max_length=search.longest + 2, min_length=search.shortest + 1, **vars(search), **vars(rule),
    )
    for name in FILES:
        text += f'"{name}" = "{hashlib.sha256((out / name).read_bytes()).hexdigest()}"\n'
    return text


def main(cache, out):
    (out / "manifest.toml").write_text(text_of(cache, out))
    total = sum((out / name).stat().st_size for name in FILES)
    print(f"{total / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
