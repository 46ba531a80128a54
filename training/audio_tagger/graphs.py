"""Puts taggers into one ONNX graph that is cheap to run.

The filters of the front end are matrix products of bytes: the spectrogram in 256 steps, and the weights in
255 with a scale for each filter. What a filter's window covers is laid out by Gather, which copies runs
of bytes (rten 0.27 cannot concatenate bytes). Its convolutions with a single input channel are several times slower.
"""

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

from musicnn import BANDS, FRAMES, TEMPORAL, TIMBRAL, padding

OPSET = 17
# The loudest that a band can be: a tone at full scale has 6.7.
LOUDEST = 7.0
STEP = LOUDEST / 255
# So many frames are one column of a product: fewer columns have to be laid out, at the price of some zeros.
TIMBRAL_BLOCK = 2
TEMPORAL_BLOCK = 16


class Builder:
    """Collects nodes and weights."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def weight(self, values):
        name = f"w{len(self.weights)}"
        values = numpy.ascontiguousarray(values)
        if values.dtype == numpy.float64:
            values = values.astype(numpy.float32)
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def add(self, operator, *inputs, output=None, **attributes):
        names = [i if isinstance(i, str) else self.weight(i) for i in inputs]
        output = output or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, names, [output], name=f"{operator}_{len(self.nodes)}", **attributes))
        return output

    def slice(self, value, axis, first, last):
        return self.add("Slice", value, *(numpy.array([i], dtype=numpy.int64) for i in (first, last, axis)))

    def reshape(self, value, *shape):
        return self.add("Reshape", value, numpy.array(shape, dtype=numpy.int64))

    def save(self, path, inputs, outputs):
        info = lambda pair: helper.make_tensor_value_info(pair[0], TensorProto.FLOAT, pair[1])
        graph = helper.make_graph(self.nodes, "musicnn", [info(i) for i in inputs], [info(o) for o in outputs], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
        onnx.checker.check_model(model)
        onnx.save(model, path)


def quantised(weights):
    """Bytes and a scale for each row."""
    scale = numpy.abs(weights).max(axis=1) / 127
    return numpy.rint(weights / scale[:, None]).astype(numpy.int8), scale


def column(values):
    return numpy.asarray(values).reshape(1, -1, 1)


def answers(graph, around, weights, block, places):
    """Products of bytes, and the strongest over the bands: [n, filters, FRAMES], with scale and offset.

    `around` holds what each block of frames looks at, in bytes from -128: [n, (bands,) frames, blocks, places];
    weights [filters, frames, bands]. Each frame of a block has a row of weights of its own, moved to its place.
    """
    count, frames = weights.shape[:2]
    blocks = -(-FRAMES // block)
    moved = numpy.zeros((count, block, frames + block - 1, *weights.shape[2:]))
    for place in range(block):
        moved[:, place, place : place + frames] = weights
    # Windows are laid out band by band.
    moved = moved.reshape(count * block, frames + block - 1, -1).transpose(0, 2, 1).reshape(count * block, -1)
    # The rows of a filter hold the same numbers, so they have the same scale.
    data, scale = quantised(moved)
    product = graph.add("MatMulInteger", data, graph.reshape(around, -1, moved.shape[1], blocks * places))
    product = graph.reshape(product, -1, count, block, blocks, places)
    strongest = graph.add("Cast", graph.add("ReduceMax", product, axes=[4], keepdims=0), to=TensorProto.FLOAT)
    if block != 1:
        strongest = graph.add("Transpose", strongest, perm=[0, 1, 3, 2])
    strongest = graph.reshape(strongest, -1, count, blocks * block)
    if blocks * block != FRAMES:
        strongest = graph.slice(strongest, 2, 0, FRAMES)
    # Bytes are counted from -128, so every product lacks 128 times the sum of the weights.
    offset = 128 * STEP * scale * data.astype(numpy.float64).sum(axis=1)
    return strongest, scale[::block] * STEP, offset[::block]


def windows(frames, block):
    """Which frames of the padded spectrogram are read: [frames + block - 1, blocks]."""
    blocks = -(-FRAMES // block)
    return numpy.arange(frames + block - 1)[:, None] + block * numpy.arange(blocks)


def padded(graph, steps, frames, block):
    """`steps` [n, FRAMES, BANDS] with silence around."""
    before, _ = padding(frames)
    whole = -(-FRAMES // block) * block + frames - 1
    pads = numpy.array([0, before, 0, 0, whole - FRAMES - before, 0])
    return graph.add("Pad", steps, pads, numpy.int8(-128))


def timbral(graph, steps, filters, frames, bands):
    """Raw answers of filters that look at several bands."""
    places = BANDS - bands + 1
    turned = graph.add("Transpose", padded(graph, steps, frames, TIMBRAL_BLOCK), perm=[0, 2, 1])
    across = numpy.arange(bands)[:, None] + numpy.arange(places)
    turned = graph.add("Gather", turned, across, axis=1)
    across = graph.add("Transpose", turned, perm=[0, 1, 3, 2])
    around = graph.add("Gather", across, windows(frames, TIMBRAL_BLOCK), axis=2)
    weights = numpy.concatenate([f.weights for f in filters])
    return answers(graph, around, weights, TIMBRAL_BLOCK, places)


def temporal(graph, steps, filters, frames):
    """Raw answers of filters that look at one band."""
    around = padded(graph, steps, frames, TEMPORAL_BLOCK)
    around = graph.add("Gather", around, windows(frames, TEMPORAL_BLOCK), axis=1)
    weights = numpy.concatenate([f.weights for f in filters])
    return answers(graph, around, weights, TEMPORAL_BLOCK, BANDS)


def finished(graph, strongest, filters, scale, offset, first, last):
    """The channels from `first` to `last` of the raw answers, as the middle of a model reads them."""
    if len(scale) != last - first:
        strongest = graph.slice(strongest, 1, first, last)
    sign = filters.sign
    scale, offset = scale[first:last] * sign, offset[first:last] * sign
    value = graph.add("Mul", strongest, column(scale))
    value = graph.add("Add", value, (filters.bias + offset[:, None])[None])
    return normalised(graph, value, filters)


def normalised(graph, value, part):
    value = graph.add("Relu", value)
    value = graph.add("Mul", value, column(part.scale))
    return graph.add("Add", value, column(part.shift))


def layer(graph, value, part):
    value = graph.add("Conv", value, part.weights, pads=[3, 3], strides=[1], kernel_shape=[7])
    return normalised(graph, graph.add("Add", value, part.bias[None]), part)


def head(graph, front, model):
    """From the front end to the hidden values and the tags' probabilities."""
    first = layer(graph, front, model.layers[0])
    wider = len(model.layers[1].scale) - len(model.layers[0].scale)
    wide = graph.add("Pad", first, numpy.array([0, 0, 0, 0, wider, 0]))
    second = graph.add("Add", layer(graph, first, model.layers[1]), wide)
    third = graph.add("Add", layer(graph, second, model.layers[2]), second)
    channels = graph.add("Concat", front, first, second, third, axis=1)
    strongest = graph.add("ReduceMax", channels, axes=[2], keepdims=0)
    mean = graph.add("ReduceMean", channels, axes=[2], keepdims=0)
    pooled = graph.add("Concat", strongest, mean, axis=1)
    weights, bias = model.hidden
    hidden = graph.add("Relu", graph.add("Add", graph.add("MatMul", pooled, weights), bias))
    scale, shift = model.hidden_scale
    hidden = graph.add("Add", graph.add("Mul", hidden, scale), shift)
    weights, bias = model.output
    tags = graph.add("Sigmoid", graph.add("Add", graph.add("MatMul", hidden, weights), bias))
    return hidden, tags


def build(models, path, projection=None):
    """One graph: `mel` [n, FRAMES, BANDS] -> `tags` of all models in turn, `features`.

    Features are the hidden values of all models in turn or, with `projection` (mean, components),
    their distances along these components.
    """
    graph = Builder()
    steps = graph.add("QuantizeLinear", "mel", numpy.float32(STEP), numpy.int8(-128))
    raw = []
    for number, (frames, bands) in enumerate(TIMBRAL + TEMPORAL):
        filters = [model.filters[number] for model in models]
        if bands == 1:
            raw.append(temporal(graph, steps, filters, frames))
        else:
            raw.append(timbral(graph, steps, filters, frames, bands))
    firsts = [0] * len(raw)
    hidden, tags = [], []
    for model in models:
        parts = []
        for number, filters in enumerate(model.filters):
            last = firsts[number] + len(filters.scale)
            parts.append(finished(graph, raw[number][0], filters, *raw[number][1:], firsts[number], last))
            firsts[number] = last
        values, probabilities = head(graph, graph.add("Concat", *parts, axis=1), model)
        hidden.append(values)
        tags.append(probabilities)
    size = sum(len(model.hidden_scale[0]) for model in models)
    values = graph.add("Concat", *hidden, axis=1)
    if projection is None:
        graph.add("Identity", values, output="features")
    else:
        mean, components = projection
        values = graph.add("MatMul", graph.add("Sub", values, mean), components)
        graph.add("Identity", values, output="features")
        size = components.shape[1]
    graph.add("Concat", *tags, output="tags", axis=1)
    count = sum(len(model.output[1]) for model in models)
    graph.save(path, [("mel", ["n", FRAMES, BANDS])], [("tags", ["n", count]), ("features", ["n", size])])
