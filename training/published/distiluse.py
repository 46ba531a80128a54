"""Writes a text encoder pack from the published weights of distiluse-base-multilingual-cased-v2.

    python training/published/distiluse.py WEIGHTS OUT [--int8]

WEIGHTS is the folder with the published files, as sentence-transformers reads it. B texts, T tokens:
OUT/model.onnx                 input_ids [B, T], attention_mask [B, T] -> last_hidden_state [B, T, width]
OUT/2_Dense/model.safetensors  linear.weight [dimension, width], linear.bias [dimension]; a tanh follows
The embedding (mean over the tokens, dense, tanh) is compared with sentence-transformers' own; the program
fails when a cosine is under pack.GATE.
"""

import sys
import tempfile
from pathlib import Path

import numpy
import onnx
import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from torch import nn

sys.path.append(str(Path(__file__).parents[1]))

import graph
import pack

MASKED = -1e9
TEXTS = ["", "Sea.", "A quiet evening by the sea, and nobody there.", "海辺の静かな夕べ", "Тихий вечер у моря, и никого вокруг."]

TEMPLATE = """\
# Made by training/published/distiluse.py.
kind = "text-encoder"
name = "distiluse"
license = "Apache-2.0"
source = "sentence-transformers/distiluse-base-multilingual-cased-v2"
dimension = {dimension}
max_tokens = {max_tokens}

[graphs]
transformer = "model.onnx"
dense = "2_Dense/model.safetensors"

[tokenizer]
kind = "wordpiece"
file = "tokenizer.json"
padding = {padding}
"""


class Transformer(nn.Module):
    """DistilBERT over the parts of transformers' model, written out so that the trace has no shape arithmetic."""

    def __init__(self, model):
        super().__init__()
        self.embeddings = model.embeddings
        self.layers = model.transformer.layer
        self.heads = model.config.n_heads

    def forward(self, tokens, mask):
        """tokens, mask [B, T] -> [B, T, width]. A token whose mask is 0 is seen by none."""
        hidden = (1.0 - mask[:, None, None, :].float()) * MASKED
        states = self.embeddings(tokens)
        for layer in self.layers:
            states = layer.sa_layer_norm(self.attend(layer.attention, states, hidden) + states)
            states = layer.output_layer_norm(layer.ffn.ff_chunk(states) + states)
        return states

    def attend(self, attention, states, hidden):
        split = lambda values: values.unflatten(-1, (self.heads, -1)).transpose(1, 2)
        query, key, value = (split(part(states)) for part in (attention.q_lin, attention.k_lin, attention.v_lin))
        scores = torch.matmul(query, key.transpose(2, 3)) * query.shape[-1] ** -0.5
        seen = torch.matmul(torch.softmax(scores + hidden, dim=-1), value)
        return attention.out_lin(seen.transpose(1, 2).flatten(2))


def export(model, path):
    """The transformer in fp32."""
    tokens = torch.arange(10).unflatten(0, (2, 5))
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    names = ["input_ids", "attention_mask", "last_hidden_state"]
    axes = {name: {0: "texts", 1: "tokens"} for name in names}
    module = Transformer(model[0].auto_model).eval()
    graph.export(module, (tokens, mask), path, names[:2], names[2:], axes)


def shrink(source, target):
    """The int8 version, its word table in bytes."""
    graph.quantise(source, target)
    tables = [t.name for t in onnx.load(target).graph.initializer if t.name.endswith("word_embeddings.weight")]
    for name in tables:
        graph.shrink_table(target, name)


def write_dense(model, out):
    dense = model[2].linear
    (out / "2_Dense").mkdir(exist_ok=True)
    tensors = {"linear.weight": dense.weight.detach(), "linear.bias": dense.bias.detach()}
    save_file({name: value.contiguous() for name, value in tensors.items()}, out / "2_Dense" / "model.safetensors")


def embed(session, dense, tokens, mask):
    """What the product does with the pack's files."""
    states = session.run(None, {"input_ids": tokens, "attention_mask": mask})[0]
    weights = mask[:, :, None].astype(numpy.float32)
    mean = (states * weights).sum(axis=1) / weights.sum(axis=1)
    return numpy.tanh(mean @ dense["linear.weight"].numpy().T + dense["linear.bias"].numpy())


def check(model, out):
    """The smallest cosine of the embeddings against sentence-transformers', alone and padded in a batch."""
    session, dense = graph.session(out / "model.onnx"), load_file(out / "2_Dense" / "model.safetensors")
    wanted = model.encode(TEXTS)
    worst = {}
    for name, groups in (("alone", [[i] for i in range(len(TEXTS))]), ("in a batch", [range(len(TEXTS))])):
        cosines = []
        for group in groups:
            features = model.tokenizer([TEXTS[i] for i in group], padding=True, return_tensors="np")
            found = embed(session, dense, features["input_ids"], features["attention_mask"])
            cosines.append(graph.cosine(found, wanted[list(group)]))
        worst[f"embedding, {name}"] = min(cosines)
    return worst


def main(weights, out, int8):
    out.mkdir(parents=True, exist_ok=True)
    model = SentenceTransformer(str(weights), device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        fp32 = Path(folder) / "model.onnx" if int8 else out / "model.onnx"
        export(model, fp32)
        if int8:
            shrink(fp32, out / "model.onnx")
    write_dense(model, out)
    pack.write_tokenizer(weights, out)
    pack.write_manifest(
        out, ("model.onnx", "2_Dense/model.safetensors", "tokenizer.json"), TEMPLATE,
        dimension=model[2].linear.out_features, max_tokens=model.max_seq_length, padding=model.tokenizer.pad_token_id,
    )
    pack.gate(check(model, out))


if __name__ == "__main__":
    pack.command(__doc__, main)
