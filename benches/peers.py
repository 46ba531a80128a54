"""Measures the published models' sizes in PyTorch and onnxruntime, as something to hold the product's numbers against.

    python benches/peers.py PACKS [--threads N]

PACKS is what training/fixtures/full_size.py writes; the packages are those of training/published/requirements.txt.
Prints one JSON object a line: {"task", "precision", "peer", "threads", "cpu_ms", "wall_ms"}, each the median of runs.
A decoding task is all that follows the encoder: `cross` once, then one `step` for each of exactly 16 tokens.
PyTorch runs the very modules that the graphs were traced from, so that both peers do the same arithmetic.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import numpy
import onnxruntime
import torch
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer
from transformers import VisionEncoderDecoderModel

sys.path.append(str(Path(__file__).parents[1] / "training" / "published"))

from gpt2 import Cross, Step

RUNS, LONG_RUNS, LONG = 7, 3, 0.5
STEPS, BEAMS, LAYERS, HEADS, WIDTH = 16, 4, 12, 12, 64
START = 50_256


def measure(work):
    """Median CPU and wall milliseconds after one run to warm up; fewer runs of what takes long."""
    started = time.perf_counter()
    work()
    runs = LONG_RUNS if LONG < time.perf_counter() - started else RUNS
    cpu, wall = [], []
    for _ in range(runs):
        before = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    return {"cpu_ms": round(statistics.median(cpu) * 1e3, 2), "wall_ms": round(statistics.median(wall) * 1e3, 2)}


class Onnx:
    """One graph under onnxruntime: arrays in the order of its inputs -> its outputs."""

    def __init__(self, path, threads):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Threads that wait by turning would count as work.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(str(path), options)
        self.names = [value.name for value in self.session.get_inputs()]

    def __call__(self, *values):
        return self.session.run(None, dict(zip(self.names, values, strict=True)))


class Torch:
    """One module under PyTorch, called like an `Onnx`. Arrays and tensors share their memory."""

    def __init__(self, module):
        self.module = module.eval()

    def __call__(self, *values):
        with torch.inference_mode():
            found = self.module(*map(torch.from_numpy, values))
        return [value.numpy() for value in (found if isinstance(found, tuple) else (found,))]


def first_past(rows):
    return [numpy.zeros((rows, HEADS, 0, WIDTH), numpy.float32)] * (2 * LAYERS)


def log_softmax(logits):
    """The end is forbidden, so that every sentence has all its tokens."""
    logits[:, START] = -numpy.inf
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - numpy.log(numpy.exp(shifted).sum(axis=1, keepdims=True))


def decode(cross, step, states, beams):
    """Greedy or beam search over one photo; every beam goes on to the last step."""
    crossed, past = cross(states), first_past(beams)
    tokens, scores = numpy.full((beams, 1), START), numpy.zeros((beams, 1), numpy.float32)
    scores[1:] = -numpy.inf
    for position in range(STEPS):
        logits, *past = step(tokens, numpy.array([position]), *past, *crossed)
        total = (scores + log_softmax(logits)).flatten()
        best = numpy.argpartition(-total, beams - 1)[:beams]
        scores, tokens, parents = total[best, None], (best % logits.shape[1])[:, None], best // logits.shape[1]
        past = past if beams == 1 else [values[parents] for values in past]
    return scores


def captioner(encoder, cross, step):
    """The captioner's tasks."""
    draw = numpy.random.default_rng(1)
    pixels = draw.uniform(-1, 1, (1, 3, 224, 224)).astype(numpy.float32)
    states = encoder(pixels)[0]
    yield "encoder", lambda: encoder(pixels)
    yield "greedy16", lambda: decode(cross, step, states, 1)
    yield "beams4x16", lambda: decode(cross, step, states, BEAMS)


def text_encoder(embed):
    """The text encoder's tasks; `embed` takes ids and mask and gives vectors of length one."""
    draw = numpy.random.default_rng(2)
    for name, shape in (("sentence", (1, 16)), ("batch32x64", (32, 64))):
        ids, mask = draw.integers(1000, 119_000, shape), numpy.ones(shape, numpy.int64)
        yield name, lambda ids=ids, mask=mask: embed(ids, mask)


def onnx_embed(folder, threads):
    model, dense = Onnx(folder / "model.onnx", threads), load_file(folder / "2_Dense" / "model.safetensors")
    weight, bias = dense["linear.weight"].T.copy(), dense["linear.bias"]

    def embed(ids, mask):
        weights = mask[:, :, None].astype(numpy.float32)
        mean = (model(ids, mask)[0] * weights).sum(axis=1) / weights.sum(axis=1)
        vectors = numpy.tanh(mean @ weight + bias)
        return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)

    return embed


def torch_embed(folder):
    model = SentenceTransformer(str(folder), device="cpu").eval()

    def embed(ids, mask):
        with torch.inference_mode():
            found = model({"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)})
            return torch.nn.functional.normalize(found["sentence_embedding"])

    return embed


class States(torch.nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, pixels):
        return self.encoder(pixels).last_hidden_state


def peers(packs, threads):
    """(peer, precision, tasks); models are loaded one after the other."""
    model = VisionEncoderDecoderModel.from_pretrained(packs / "checkpoints" / "vit-gpt2").eval()
    parts = States(model.encoder), Cross(model.decoder), Step(model.decoder)
    yield "pytorch", "fp32", captioner(*map(Torch, parts))
    yield "pytorch", "fp32", text_encoder(torch_embed(packs / "checkpoints" / "distiluse"))
    for precision in ("fp32", "int8"):
        folder = packs / f"vit-gpt2-{precision}"
        graphs = (Onnx(folder / f"{name}.onnx", threads) for name in ("encoder", "cross", "step"))
        yield "onnxruntime", precision, captioner(*graphs)
        yield "onnxruntime", precision, text_encoder(onnx_embed(packs / f"distiluse-{precision}", threads))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("packs", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    for peer, precision, tasks in peers(arguments.packs, arguments.threads):
        for task, work in tasks:
            line = {"task": task, "precision": precision, "peer": peer, "threads": arguments.threads, **measure(work)}
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
