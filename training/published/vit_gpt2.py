"""Writes a captioner pack from the published weights of nlpconnect/vit-gpt2-image-captioning.

    python training/published/vit_gpt2.py WEIGHTS OUT [--int8]

WEIGHTS is the folder with the published files. H heads of D values, V words; R rows, R / P of each photo:
OUT/encoder.onnx  pixel_values [B, 3, 224, 224] -> last_hidden_state [B, S, H*D]
OUT/cross.onnx    states [P, S, H*D] -> cross_keys_i [P, H, D, S], cross_values_i [P, H, S, D]
OUT/step.onnx     tokens [R, 1], position [1], past_*_i [R, H, T, D], cross_*_i -> logits [R, V], keys_i, values_i
Every graph is compared with PyTorch; the program fails when a cosine is under pack.GATE.
"""

import sys
import tempfile
from pathlib import Path

import torch
from torch import nn
from transformers import VisionEncoderDecoderModel

sys.path.append(str(Path(__file__).parents[1]))

import graph
import pack
import tied
from gpt2 import Cross, Step

# Photos that go through the graphs at once.
PHOTOS = 8
FILTERS = {0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic"}
GRAPHS = ("encoder.onnx", "cross.onnx", "step.onnx")

TEMPLATE = """\
# Made by training/published/vit_gpt2.py.
kind = "captioner"
name = "vit-gpt2"
license = "Apache-2.0"
source = "nlpconnect/vit-gpt2-image-captioning"
layout = "cross-cached"

[graphs]
encoder = "encoder.onnx"
cross = "cross.onnx"
step = "step.onnx"
tokenizer = "tokenizer.json"

[image]
size = {size}
filter = {filter}
fit = "squash"
mean = {mean}
std = {std}

[decoder]
bos = {bos}
eos = {eos}
layers = {layers}
heads = {heads}
head_dim = {head_dim}
# As `generate` counts: the start token included.
max_length = {max_length}
min_length = {min_length}
beams = {beams}
length_penalty = {length_penalty}
no_repeat = {no_repeat}
# How many photos the graphs take at once.
photos = {photos}

"""


class Encoder(nn.Module):
    """Photo -> states; the pooled one is left out."""

    def __init__(self, model):
        super().__init__()
        self.encoder = model.encoder

    def forward(self, pixels):
        return self.encoder(pixels).last_hidden_state


def load(weights):
    model = VisionEncoderDecoderModel.from_pretrained(weights, attn_implementation="eager").eval()
    if hasattr(model, "enc_to_dec_proj"):
        raise SystemExit("encoder and decoder differ in width; such weights are not supported")
    # transformers 5 goes by the outer configuration, which says nothing of the decoder's output layer.
    model.decoder.lm_head.weight = model.decoder.transformer.wte.weight
    return model


def names(model, first):
    return [f"{first}{part}_{i}" for i in range(model.decoder.config.n_layer) for part in ("keys", "values")]


class Case:
    """Inputs of every graph, from a fixed seed, and what transformers' own model makes of them."""

    def __init__(self, model, photos, beams, past):
        draw, config = torch.Generator().manual_seed(3 + past), model.decoder.config
        size, rows = model.encoder.config.image_size, photos * beams
        self.pixels = torch.rand(photos, 3, size, size, generator=draw) * 2 - 1
        tokens = torch.randint(config.vocab_size, (rows, past + 1), generator=draw)
        self.token, self.position = tokens[:, -1:], torch.tensor([past])
        with torch.no_grad():
            self.states = model.encoder(self.pixels).last_hidden_state
            seen = self.states.repeat_interleave(beams, dim=0)
            answer = model.decoder(tokens, encoder_hidden_states=seen, use_cache=True)
        memory = answer.past_key_values
        own = [values for layer in memory.self_attention_cache.layers for values in (layer.keys, layer.values)]
        crossed = [(layer.keys[::beams], layer.values[::beams]) for layer in memory.cross_attention_cache.layers]
        self.past = [values[:, :, :past] for values in own]
        self.crossed = [part for keys, values in crossed for part in (keys.transpose(2, 3), values)]
        self.step = [answer.logits[:, -1], *own]


def export(model, folder):
    """The three graphs in fp32."""
    crossed, past, grown = (names(model, first) for first in ("cross_", "past_", ""))
    photos, rows, results = {0: "photos"}, {0: "rows"}, ["logits", *grown]
    axes = dict.fromkeys(["pixel_values", "last_hidden_state", "states", *crossed], photos)
    axes |= {"tokens": rows, "logits": rows}
    axes |= dict.fromkeys(past, {0: "rows", 2: "past"}) | dict.fromkeys(grown, {0: "rows", 2: "longer"})
    case = Case(model, photos=2, beams=3, past=4)
    write = lambda module, example, name, inputs, outputs: graph.export(
        module.eval(), example, folder / name, inputs, outputs, {n: axes[n] for n in inputs + outputs if n in axes}
    )
    write(Encoder(model), (case.pixels,), "encoder.onnx", ["pixel_values"], ["last_hidden_state"])
    write(Cross(model.decoder), (case.states,), "cross.onnx", ["states"], crossed)
    example = (case.token, case.position, *case.past, *case.crossed)
    write(Step(model.decoder), example, "step.onnx", ["tokens", "position", *past, *crossed], results)


def check(model, folder, photos, beams, past):
    """The smallest cosine of each graph in the folder against transformers' model."""
    case, worst = Case(model, photos, beams, past), {}
    step = {"tokens": case.token, "position": case.position}
    step |= dict(zip(names(model, "past_"), case.past)) | dict(zip(names(model, "cross_"), case.crossed))
    feeds = ({"pixel_values": case.pixels}, {"states": case.states}, step)
    for name, feed, wanted in zip(GRAPHS, feeds, ((case.states,), case.crossed, case.step)):
        found = graph.session(folder / name).run(None, {key: value.numpy() for key, value in feed.items()})
        label = f"{name}, {photos} photos, {beams} beams, past {past}"
        worst[label] = min(graph.cosine(a, b.numpy()) for a, b in zip(found, wanted, strict=True))
    return worst


def write_manifest(model, weights, out):
    """What the model's own files say; what they leave open is as on the model's card."""
    said = pack.settings(weights / "config.json", weights / "generation_config.json")
    image = pack.settings(weights / "preprocessor_config.json")
    size, decoder = image.get("size", 224), model.decoder.config
    pack.write_manifest(
        out, (*GRAPHS, "tokenizer.json"), TEMPLATE, photos=PHOTOS,
        size=size["height"] if isinstance(size, dict) else size, filter=FILTERS[image.get("resample", 2)],
        mean=image.get("image_mean", [0.5] * 3), std=image.get("image_std", [0.5] * 3),
        bos=said.get("decoder_start_token_id", decoder.bos_token_id),
        eos=said.get("eos_token_id", decoder.eos_token_id),
        layers=decoder.n_layer, heads=decoder.n_head, head_dim=decoder.n_embd // decoder.n_head,
        max_length=said.get("max_length", 16), min_length=said.get("min_length", 0), beams=said.get("num_beams", 4),
        length_penalty=float(said.get("length_penalty", 1.0)), no_repeat=said.get("no_repeat_ngram_size", 0),
    )


def main(weights, out, int8):
    out.mkdir(parents=True, exist_ok=True)
    model = load(weights)
    with tempfile.TemporaryDirectory() as folder:
        fp32 = Path(folder) if int8 else out
        export(model, fp32)
        for name in GRAPHS if int8 else ():
            graph.quantise(fp32 / name, out / name)
    if int8:
        tied.share(out / "step.onnx")
    pack.write_tokenizer(weights, out)
    write_manifest(model, weights, out)
    cases = [(2, 3, 0), (2, 3, 5), (1, 1, 0), (1, 4, 9)]
    pack.gate({name: value for case in cases for name, value in check(model, out, *case).items()})


if __name__ == "__main__":
    pack.command(__doc__, main)
