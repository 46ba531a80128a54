"""The published models as they are, in floating point: what the smaller graph is measured against.

`tensorflow_check.py` compares this with TensorFlow itself.
"""

import numpy

from graphs import Builder, column
from musicnn import BANDS, FRAMES, TEMPORAL, TIMBRAL, kernel, normalisation, padding


def build(tensors, path):
    """`mel` [n, FRAMES, BANDS] -> `tags` [n, 50], `features` [n, 200]"""
    graph = Builder()
    scale, shift = normalisation(tensors, 0)
    value = graph.add("Add", graph.add("Mul", "mel", scale.astype(numpy.float32)), shift.astype(numpy.float32))
    value = graph.add("Unsqueeze", value, numpy.array([1]))
    parts = []
    for number, (frames, bands) in enumerate(TIMBRAL + TEMPORAL):
        weights, bias = kernel(tensors, number)
        scale, shift = normalisation(tensors, number + 1)
        before, after = padding(frames)
        answer = graph.add(
            "Conv", value, weights[:, None], bias, pads=[before, 0, after, 0], strides=[1, 1], kernel_shape=[frames, bands]
        )
        answer = graph.add("Relu", answer)
        answer = graph.add("Mul", answer, scale.reshape(1, -1, 1, 1))
        strongest = graph.add("ReduceMax", answer, axes=[3], keepdims=0)
        parts.append(graph.add("Add", strongest, column(shift)))
    front = graph.add("Concat", *parts, axis=1)
    outputs, last = [front], front
    for number in (5, 6, 7):
        weights, bias = kernel(tensors, number)
        scale, shift = normalisation(tensors, number + 1)
        answer = graph.add("Conv", last, weights.transpose(0, 2, 1), bias, pads=[3, 3], strides=[1], kernel_shape=[7])
        answer = graph.add("Mul", graph.add("Relu", answer), column(scale))
        answer = graph.add("Add", answer, column(shift))
        last = answer if number == 5 else graph.add("Add", answer, last)
        outputs.append(last)
    channels = graph.add("Concat", *outputs, axis=1)
    strongest = graph.add("ReduceMax", channels, axes=[2], keepdims=1)
    mean = graph.add("ReduceMean", channels, axes=[2], keepdims=1)
    pooled = graph.add("Concat", strongest, mean, axis=2)
    pooled = graph.reshape(pooled, -1, 2 * (sum(COUNTS) + 3 * 64))
    scale, shift = normalisation(tensors, 9)
    pooled = graph.add("Add", graph.add("Mul", pooled, scale), shift)
    hidden = graph.add("Add", graph.add("MatMul", pooled, tensors["dense/kernel"]), tensors["dense/bias"])
    scale, shift = normalisation(tensors, 10)
    hidden = graph.add("Mul", graph.add("Relu", hidden), scale)
    hidden = graph.add("Add", hidden, shift, output="features")
    tags = graph.add("Add", graph.add("MatMul", hidden, tensors["dense_1/kernel"]), tensors["dense_1/bias"])
    graph.add("Sigmoid", tags, output="tags")
    graph.save(path, [("mel", ["n", FRAMES, BANDS])], [("tags", ["n", 50]), ("features", ["n", 200])])


# Filters of each size in the published models.
COUNTS = (204, 204, 51, 51, 51)
