"""Fits the adapter: what the tower pools of a photo -> where its captions lie in the text space.

    python training/matching/adapter.py DATA CACHE --out models/matching/adapter.onnx

Ridge regression, in closed form, from standardised features to the mean of the sentences that belong to a
photo: Flickr8k's training captions (three English, one Chinese a photo), Corel5k's training words, the
training scenes' folders and OASIS's themes. The strength is chosen by retrieval on Flickr8k's dev photos.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
import onnxruntime

import pairs_of_photos as pairs
from texts import Texts

STRENGTHS = (100, 300, 1000, 3000)
# Features that hardly vary are not blown up.
FLOOR = 0.05


@dataclass
class Adapter:
    """embedding = normalize(pooled @ weights + bias), f32 [1816, 384] and [384]."""

    weights: np.ndarray
    bias: np.ndarray

    def __call__(self, pooled: np.ndarray) -> np.ndarray:
        raw = pooled @ self.weights + self.bias
        return raw / np.linalg.norm(raw, axis=1, keepdims=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    texts = Texts(arguments.cache)
    pooled, captions = pairs.dev(arguments.data, arguments.cache, texts)
    best = {}
    for strength, adapter in fits(pairs.train(arguments.data, arguments.cache, texts)):
        ranks = ranked(adapter(pooled) @ captions.T, np.arange(len(captions)))
        print(f"strength {strength}: dev {recalls(ranks)}")
        best[np.mean(1 / (1 + ranks))] = adapter
    export(best[max(best)], arguments.out)


def fits(train: pairs.Pairs):
    """An adapter for each strength."""
    targets = np.zeros((len(train.pooled), train.sentences.shape[1]), np.float32)
    np.add.at(targets, train.owners, train.sentences)
    used = np.unique(train.owners)
    features, targets = train.pooled[used], targets[used]
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    middle, spread, mean = features.mean(axis=0), features.std(axis=0) + FLOOR, targets.mean(axis=0)
    features = (features - middle) / spread
    products, matches = features.T @ features, features.T @ (targets - mean)
    for strength in STRENGTHS:
        solved = np.linalg.solve(products + strength * np.eye(len(products), dtype=np.float32), matches)
        weights = solved / spread[:, None]
        yield strength, Adapter(weights, mean - middle @ weights)


def ranked(scores: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """How many of the sentences, which belong to `owners`, come before the first of the photo's own."""
    own = np.where(owners[None] == np.arange(len(scores))[:, None], scores, -np.inf).max(axis=1)
    return (scores > own[:, None]).sum(axis=1)


def recalls(ranks: np.ndarray) -> str:
    return ", ".join(f"R@{most} {np.mean(ranks < most):.3f}" for most in (1, 5, 10))


def export(adapter: Adapter, out: Path):
    """Weights are float16 in the file and cast when it is loaded; all arithmetic is float32."""
    constants = {
        "weights_f16": adapter.weights.astype(np.float16),
        "bias": adapter.bias.astype(np.float32),
        "axis": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node("Cast", ["weights_f16"], ["weights"], to=TensorProto.FLOAT),
        helper.make_node("MatMul", ["pooled", "weights"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["raw"]),
        helper.make_node("Mul", ["raw", "raw"], ["squares"]),
        helper.make_node("ReduceSum", ["squares", "axis"], ["sum"], keepdims=1),
        helper.make_node("Sqrt", ["sum"], ["length"]),
        helper.make_node("Div", ["raw", "length"], ["embedding"]),
    ]
    inputs, outputs = adapter.weights.shape
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "adapter",
        [value("pooled", TensorProto.FLOAT, ["photos", inputs])],
        [value("embedding", TensorProto.FLOAT, ["photos", outputs])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, out)


def shipped(file: Path):
    """The exported adapter, as a function of pooled features [N, 1816]."""
    session = onnxruntime.InferenceSession(file)
    return lambda pooled: session.run(None, {"pooled": pooled.astype(np.float32)})[0]


if __name__ == "__main__":
    main()
