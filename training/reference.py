"""Writes what the graphs must give for two pictures that any language can draw.

    python training/reference.py CACHE OUT

Picture `gradient`, 260 x 260, x to the right, y down: red x * 255 / 259, green y * 255 / 259 (both
rounded down), blue (7 x + 13 y) mod 256. Picture `tiles`: red 255 where (x / 20 + y / 20) is even
(whole divisions), else 30; green (x * y) mod 256; blue 255 - red. OUT/reference.json holds fp32
values of PyTorch, and the tokens that the shipped graphs find.
"""

import json
import sys
from pathlib import Path

import numpy
import torch

import export_captioner
import export_heads
import see
import tower
from captioner import BEGIN, Cross, Step

GATE = 0.99
DIGITS = 5
TOKENS = (BEGIN, 260, 300, 400)


def pictures():
    """name -> uint8 [260, 260, 3]."""
    y, x = numpy.mgrid[0 : tower.SIZE, 0 : tower.SIZE]
    red = numpy.where((x // 20 + y // 20) % 2 == 0, 255, 30)
    return {
        "gradient": numpy.stack((x * 255 // 259, y * 255 // 259, (7 * x + 13 * y) % 256), axis=-1).astype(numpy.uint8),
        "tiles": numpy.stack((red, x * y % 256, 255 - red), axis=-1).astype(numpy.uint8),
    }


def numbers(values):
    return [round(float(value), DIGITS) for value in numpy.asarray(values).flatten()]


def last_logits(model, grid):
    """fp32 logits after TOKENS have been read one at a time."""
    step, size = Step(model), model.size
    crossed = Cross(model)(grid)
    past = [torch.zeros(1, size.heads, 0, size.head_width)] * (2 * size.layers)
    for position, token in enumerate(TOKENS):
        logits, *past = step(torch.tensor([[token]]), torch.tensor([position]), *past, *crossed)
    return crossed, logits[0]


def describe(image, eye, model, trunk, module):
    values = torch.from_numpy(tower.normalise(image)[None])
    with torch.no_grad():
        grid, pooled = trunk(values)
        tags, feeling = module(pooled)
        crossed, logits = last_logits(model, grid)
    beams = {}
    for name, count in (("greedy", 1), ("beam", 3)):
        eye.search.beams = count
        tokens, mean = see.beam.search(eye.first, eye.next, torch.from_numpy(eye.look(values.numpy())[0]), eye.search)[0]
        beams[name] = {"tokens": tokens, "mean_log_likelihood": round(mean, 4), "caption": eye.tokenizer.decode(tokens).strip()}
    best = tags[0].argsort(descending=True)[:5]
    return {
        "pooled_first_16": numbers(pooled[0, :16]), "pooled_last_16": numbers(pooled[0, -16:]),
        "grid_rows": {str(row): numbers(grid[0, row, :16]) for row in (0, 40, 80)},
        "tags": numbers(tags[0]), "top_tags": [[eye.entries[i]["label"], round(float(tags[0, i]), 4)] for i in best.tolist()],
        "feeling": numbers(feeling[0]),
        "cross_keys_0_head_0_first_row": numbers(crossed[0][0, 0, 0]), "cross_values_0_head_0_first_row": numbers(crossed[1][0, 0, 0]),
        "tokens": list(TOKENS), "logits_first_32": numbers(logits[:32]), "logits": numbers(logits), **beams,
    }


def main(cache, out):
    model, eye = export_captioner.load(cache, "captioner.pt"), see.Eye(out)
    trunk, classifier = tower.load()
    labels = json.loads((cache / "labels.json").read_text())
    plan = export_heads.plan_of(cache, labels, classifier)
    module = export_heads.Heads(numpy.load(cache / "heads.npz"), numpy.load(cache / "feeling.npz"), classifier, plan).eval()
    found = {"cosine_gate": GATE, "formulas": __doc__.split("\n\n")[2].replace("\n", " ")}
    for name, image in pictures().items():
        found[name] = describe(image, eye, model, trunk, module)
    (out / "reference.json").write_text(json.dumps(found) + "\n")
    print({name: found[name]["beam"]["caption"] for name in pictures()})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
