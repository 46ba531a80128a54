"""Writes the captioner's graphs and checks them.

    python training/export_captioner.py CACHE OUT [--weights captioner.pt]

OUT/cross.onnx   states [B, S, 1280] -> cross_keys_i [B, H, D, S], cross_values_i [B, H, S, D]
OUT/step.onnx    tokens [R, 1], position [1], past_*_i [R, H, P, D], cross_*_i -> logits, keys_i, values_i
Fails when a quantised graph's cosine to fp32 is under GATE.
"""

import argparse
import shutil
from pathlib import Path

import numpy
import onnx
import torch

import graph
import train_captioner
from captioner import Captioner, Cross, Size, Step

GATE = 0.99


def names(layers, first):
    return [f"{first}{part}_{i}" for i in range(layers) for part in ("keys", "values")]


def dimensions(size):
    """Free dimensions of every input and output of the two graphs."""
    axes = {"states": {0: "photos"}, "tokens": {0: "rows"}, "logits": {0: "rows"}}
    for name in names(size.layers, "past_"):
        axes[name] = {0: "rows", 2: "past"}
    for name in names(size.layers, ""):
        axes[name] = {0: "rows", 2: "longer"}
    for name in names(size.layers, "cross_"):
        axes[name] = {0: "photos"}
    return axes


def example(size, photos=2, beams=3, past=4):
    """Inputs of `step` for a trace or a check, from a fixed seed."""
    torch.manual_seed(3)
    rows, heads, width = photos * beams, size.heads, size.head_width
    pasts = [torch.randn(rows, heads, past, width) for _ in range(2 * size.layers)]
    tokens = torch.arange(3, 3 + rows).unsqueeze(1)
    return tokens, torch.tensor([past]), pasts


def export(model, folder):
    """Both graphs in fp32 under `folder`."""
    size = model.size
    axes = dimensions(size)
    states = torch.rand(2, size.cells, size.channels)
    crossed = Cross(model)(states)
    outputs = names(size.layers, "cross_")
    pick = lambda used: {name: axes[name] for name in used if name in axes}
    graph.export(Cross(model), (states,), folder / "cross.onnx", ["states"], outputs, pick(["states", *outputs]))
    tokens, position, pasts = example(size)
    inputs = ["tokens", "position", *names(size.layers, "past_"), *outputs]
    results = ["logits", *names(size.layers, "")]
    graph.export(
        Step(model), (tokens, position, *pasts, *crossed), folder / "step.onnx", inputs, results, pick(inputs + results)
    )


def shrink(source, target):
    """The int8 versions: the word table is kept in bytes for reading and, apart, for scoring."""
    graph.quantise(source / "cross.onnx", target / "cross.onnx")
    graph.quantise(source / "step.onnx", target / "step.onnx")
    tables = [t.name for t in onnx.load(target / "step.onnx").graph.initializer if t.name.endswith("words.weight")]
    for name in tables:
        graph.shrink_table(target / "step.onnx", name)


def check(model, fp32, shipped):
    """Compares fp32 graphs with PyTorch and shipped graphs with fp32, with and without a past."""
    size, worst = model.size, {}
    states = torch.rand(2, size.cells, size.channels, generator=torch.Generator().manual_seed(5)) * 0.6
    with torch.no_grad():
        crossed = Cross(model)(states)
    for name, folder in (("fp32", fp32), ("int8", shipped)):
        found = graph.session(folder / "cross.onnx").run(None, {"states": states.numpy()})
        worst[f"cross {name}"] = min(graph.cosine(a, b.numpy()) for a, b in zip(found, crossed))
        session = graph.session(folder / "step.onnx")
        for past in (0, 4):
            tokens, position, pasts = example(size, past=past)
            with torch.no_grad():
                wanted = Step(model)(tokens, position, *pasts, *crossed)
            feed = {"tokens": tokens.numpy(), "position": position.numpy()}
            feed |= {n: v.numpy() for n, v in zip(names(size.layers, "past_"), pasts)}
            feed |= {n: v.numpy() for n, v in zip(names(size.layers, "cross_"), crossed)}
            found = session.run(None, feed)
            worst[f"step {name} past {past}"] = min(graph.cosine(a, b.numpy()) for a, b in zip(found, wanted))
    return worst


def load(cache, weights):
    kept = torch.load(cache / weights)
    model = Captioner(Size(**kept["size"]))
    model.load_state_dict(kept["state"])
    return model.eval()


def main(arguments):
    cache, out = arguments.cache, arguments.out
    fp32 = cache / "fp32"
    fp32.mkdir(exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    model = load(cache, arguments.weights)
    export(model, fp32)
    shrink(fp32, out)
    shutil.copy(cache / "tower.onnx", out / "tower.onnx")
    shutil.copy(cache / "tokenizer.json", out / "tokenizer.json")
    worst = check(model, fp32, out)
    for name, value in worst.items():
        print(f"{name}: cosine {value:.5f}")
    if min(worst.values()) < GATE:
        raise SystemExit(f"a graph is below its gate of {GATE}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("cache", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights", default="captioner.pt")
    main(parser.parse_args())
