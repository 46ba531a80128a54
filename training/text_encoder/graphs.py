"""Builds the two ONNX graphs of the encoder.

`embeddings`: token ids -> word embeddings, kept in 4 bits and unpacked after the Gather.
`transformer`: word embeddings and mask -> hidden states, in int8 or, as the exact twin, float32.

The int8 products are written out (quantise, MatMulInteger, rescale) instead of left to a
quantisation tool. Activations are quantised one token at a time, so a text gets the same
embedding alone and in a batch, and one token's outliers do not coarsen another's. Weights are
symmetric: every zero point is 0. They use all 8 bits: 7 lost 0.05 of R@10 on whole songs.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from package import BLOCK, Package

OPSET = 17
LARGEST_WEIGHT = 127
MASKED = np.float32(-1e9)


class Graph:
    """Collects nodes and constants; every operator returns the names of its outputs."""

    def __init__(self):
        self.nodes, self.constants = [], {}

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.setdefault(name, numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def number(self, value: float) -> str:
        return self.constant(f"number_{value:.9g}", np.float32(value))

    def integers(self, *values: int) -> str:
        return self.constant("integers_" + "_".join(map(str, values)), np.array(values, np.int64))

    def add(self, operator: str, *inputs: str, **attributes) -> str:
        return self.split(operator, 1, *inputs, **attributes)[0]

    def split(self, operator: str, outputs: int, *inputs: str, **attributes) -> list[str]:
        names = [f"{operator}_{len(self.nodes)}_{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names

    def model(self, name: str, inputs: list, output: tuple) -> onnx.ModelProto:
        """Ends the graph: its last value, `output[0]`, becomes the float output `output[1]`."""
        value, public, width = output
        self.nodes.append(helper.make_node("Identity", [value], [public]))
        shape = helper.make_tensor_value_info(public, TensorProto.FLOAT, ["batch", "length", width])
        graph = helper.make_graph(self.nodes, name, inputs, [shape], list(self.constants.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model


def embeddings(nibbles: np.ndarray, scales: np.ndarray) -> onnx.ModelProto:
    """`ids` i64 [B, L] -> `embedded` f32 [B, L, width]; nothing is lost.

    nibbles: u8 [rows, width], 0..15; scales: f16 [rows, width / 32], one a block of 32 weights.
    """
    width = nibbles.shape[1]
    graph = Graph()
    weights = unpack(graph, graph.constant("weights", pack(nibbles)))
    weights = graph.add("Sub", weights, graph.number(8))
    blocks = graph.add("Reshape", weights, graph.integers(0, 0, width // BLOCK, BLOCK))
    scale = graph.add("Gather", graph.constant("scales", scales), "ids")
    scale = graph.add("Cast", scale, to=TensorProto.FLOAT)
    scale = graph.add("Unsqueeze", scale, graph.integers(-1))
    scaled = graph.add("Mul", blocks, scale)
    embedded = graph.add("Reshape", scaled, graph.integers(0, 0, width))
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])
    return graph.model("embeddings", [ids], (embedded, "embedded", width))


def exact_embeddings(words: np.ndarray) -> onnx.ModelProto:
    """The same from a plain float32 table [rows, width]: the exact twin, never shipped."""
    graph = Graph()
    embedded = graph.add("Gather", graph.constant("words", words), "ids")
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])
    return graph.model("embeddings", [ids], (embedded, "embedded", words.shape[1]))


def pack(nibbles: np.ndarray) -> np.ndarray:
    """Two to a byte, u8 [rows, N / 2]: byte k holds value k low and value k + N / 2 high.

    So a Concat puts them in order.
    """
    half = nibbles.shape[1] // 2
    return (nibbles[:, :half] | nibbles[:, half:] << 4).astype(np.uint8)


def unpack(graph: Graph, packed: str) -> str:
    """The rows `ids` of a packed table, as f32 [B, L, N] of 0..15.

    In float arithmetic, because not every engine shifts bytes.
    """
    values = graph.add("Cast", graph.add("Gather", packed, "ids"), to=TensorProto.FLOAT)
    high = graph.add("Floor", graph.add("Mul", values, graph.number(1 / 16)))
    low = graph.add("Sub", values, graph.add("Mul", high, graph.number(16)))
    return graph.add("Concat", low, high, axis=-1)


def transformer(package: Package, exact: bool) -> onnx.ModelProto:
    """`embedded` f32 [B, L, width], `mask` i64 [B, L] (1 = token) -> `hidden` f32 [B, L, width]."""
    config, graph = package.config, Graph()
    hidden = normalise(graph, package, add_positions(graph, package), "emb.ln")
    mask = graph.add("Cast", "mask", to=TensorProto.FLOAT)
    mask = graph.add("Unsqueeze", mask, graph.integers(1, 2))
    absent = graph.add("Sub", graph.number(1), mask)
    bias = graph.add("Mul", absent, graph.number(MASKED))
    dense = exact_dense if exact else int8_dense
    for layer in range(config.layers):
        name = f"l{layer}"
        attended = attention(graph, package, dense, name, hidden, bias)
        hidden = normalise(graph, package, graph.add("Add", hidden, attended), f"{name}.aln")
        inner = gelu(graph, dense(graph, package, hidden, [f"{name}.fi"], 1.0))
        outer = dense(graph, package, inner, [f"{name}.fo"], 1.0)
        hidden = normalise(graph, package, graph.add("Add", hidden, outer), f"{name}.oln")
    shape = ["batch", "length"]
    embedded = helper.make_tensor_value_info("embedded", TensorProto.FLOAT, [*shape, config.width])
    mask = helper.make_tensor_value_info("mask", TensorProto.INT64, shape)
    return graph.model("transformer", [embedded, mask], (hidden, "hidden", config.width))


def add_positions(graph: Graph, package: Package) -> str:
    """Adds the embeddings of position and of token type 0, the only one that is used."""
    width = package.config.width
    positions = package.vector("emb.pos").reshape(-1, width) + package.vector("emb.type")[:width]
    shape = graph.add("Shape", "embedded")
    length = graph.add("Slice", shape, graph.integers(1), graph.integers(2))
    table = graph.constant("positions", positions)
    used = graph.add("Slice", table, graph.integers(0), length, graph.integers(0))
    return graph.add("Add", "embedded", used)


def normalise(graph: Graph, package: Package, value: str, name: str) -> str:
    weight = graph.constant(f"{name}.w", package.vector(f"{name}.w"))
    bias = graph.constant(f"{name}.b", package.vector(f"{name}.b"))
    epsilon = package.config.epsilon
    return graph.add("LayerNormalization", value, weight, bias, axis=-1, epsilon=epsilon)


def attention(graph: Graph, package: Package, dense, name: str, hidden: str, bias: str) -> str:
    """Multi-head self-attention; the 1 / sqrt(head width) is folded into the query weights."""
    heads, width = package.config.heads, package.config.width
    shrink = (width // heads) ** -0.5
    joined = dense(graph, package, hidden, [f"{name}.q", f"{name}.k", f"{name}.v"], shrink)
    parts = graph.split("Split", 3, joined, graph.integers(width, width, width), axis=-1)
    shape = graph.integers(0, 0, heads, width // heads)
    query, key, value = [graph.add("Reshape", part, shape) for part in parts]
    query = graph.add("Transpose", query, perm=[0, 2, 1, 3])
    key = graph.add("Transpose", key, perm=[0, 2, 3, 1])
    value = graph.add("Transpose", value, perm=[0, 2, 1, 3])
    scores = graph.add("Add", graph.add("MatMul", query, key), bias)
    mixed = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), value)
    mixed = graph.add("Transpose", mixed, perm=[0, 2, 1, 3])
    mixed = graph.add("Reshape", mixed, graph.integers(0, 0, width))
    return dense(graph, package, mixed, [f"{name}.ao"], 1.0)


def gelu(graph: Graph, value: str) -> str:
    """The exact one, x * (1 + erf(x / sqrt 2)) / 2, in the form that engines recognise."""
    scaled = graph.add("Div", value, graph.number(2**0.5))
    raised = graph.add("Add", graph.add("Erf", scaled), graph.number(1))
    return graph.add("Mul", graph.add("Mul", value, raised), graph.number(0.5))


def joined_weights(package: Package, names: list[str], inputs: int, first_factor: float):
    """Weights f32 [inputs, outputs] and bias f32 [outputs] of layers side by side.

    The first layer's are multiplied by `first_factor`.
    """
    factors = [first_factor] + [1.0] * (len(names) - 1)
    weights = [package.matrix(f"{n}.w", inputs) * f for n, f in zip(names, factors)]
    biases = [package.vector(f"{n}.b") * f for n, f in zip(names, factors)]
    return np.concatenate(weights).T.astype(np.float32), np.concatenate(biases).astype(np.float32)


def inputs_of(package: Package, name: str) -> int:
    return package.config.feed_forward if name.endswith(".fo") else package.config.width


def exact_dense(graph: Graph, package: Package, value: str, names: list[str], factor: float) -> str:
    weights, bias = joined_weights(package, names, inputs_of(package, names[0]), factor)
    product = graph.add("MatMul", value, graph.constant(f"{names[0]}.w", weights))
    return graph.add("Add", product, graph.constant(f"{names[0]}.b", bias))


def int8_dense(graph: Graph, package: Package, value: str, names: list[str], factor: float) -> str:
    weights, bias = joined_weights(package, names, inputs_of(package, names[0]), factor)
    balance = balance_of(package, names[0], weights)
    if balance is not None:
        value = graph.add("Mul", value, graph.constant(f"{names[0]}.balance", 1 / balance))
        weights = weights * balance[:, None]
    scale = (np.abs(weights).max(axis=0) / LARGEST_WEIGHT).astype(np.float32)
    quantised, token_scale = quantise_tokens(graph, value)
    product = graph.add(
        "MatMulInteger",
        quantised,
        graph.constant(f"{names[0]}.w", np.round(weights / scale).astype(np.int8)),
        graph.constant("middle", np.uint8(128)),
        graph.constant("zero", np.int8(0)),
    )
    product = graph.add("Cast", product, to=TensorProto.FLOAT)
    product = graph.add("Mul", product, graph.constant(f"{names[0]}.scale", scale))
    product = graph.add("Mul", product, token_scale)
    return graph.add("Add", product, graph.constant(f"{names[0]}.b", bias))


def balance_of(package: Package, name: str, weights: np.ndarray) -> np.ndarray | None:
    """Factors f32 [inputs] moved from a normalised input into its weights [inputs, outputs].

    SmoothQuant (Xiao et al., 2023) with an exponent of 1/2: large channels of the input meet
    small weights. How large a channel gets is read off the normalisation that makes it.
    """
    layer, part = name.split(".")
    if part not in ("q", "fi"):
        return None
    below = int(layer[1:]) - 1
    before = f"{layer}.aln" if part == "fi" else f"l{below}.oln" if 0 <= below else "emb.ln"
    reach = 3 * np.abs(package.vector(f"{before}.w")) + np.abs(package.vector(f"{before}.b"))
    return np.sqrt(reach / np.abs(weights).max(axis=1)).astype(np.float32)


def quantise_tokens(graph: Graph, value: str) -> tuple[str, str]:
    """f32 [B, L, N] -> u8 [B, L, N] around 128 and the scale of each token, f32 [B, L, 1]."""
    largest = graph.add("ReduceMax", graph.add("Abs", value), axes=[-1], keepdims=1)
    scale = graph.add("Mul", graph.add("Max", largest, graph.number(1e-9)), graph.number(1 / 127))
    shrunk = graph.add("Mul", value, graph.add("Reciprocal", scale))
    middle = graph.constant("middle", np.uint8(128))
    return graph.add("QuantizeLinear", shrunk, graph.number(1), middle), scale
