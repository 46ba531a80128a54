"""Writes and checks ONNX graphs: export, int8 weights, cosine against fp32."""

import numpy
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

OPSET = 17


def export(module, example, path, inputs, outputs, axes):
    """Traces a module into one ONNX file; `axes` names the free dimensions."""
    torch.onnx.export(
        module, example, path, input_names=inputs, output_names=outputs, dynamic_axes=axes,
        opset_version=OPSET, dynamo=False, do_constant_folding=True,
    )


def quantise(source, target, only=("",)):
    """MatMul weights to signed bytes, one scale a column, zero point 0.

    `only` keeps to the nodes whose name has one of these words in it.
    Only symmetric weights: rten 0.27 misreads other zero points from column 32 on.
    """
    nodes = [n.name for n in onnx.load(source).graph.node if n.op_type == "MatMul" and any(w in n.name for w in only)]
    quantize_dynamic(
        source, target, op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8,
        per_channel=True, reduce_range=False, nodes_to_quantize=nodes,
        extra_options={"WeightSymmetric": True, "MatMulConstBOnly": True},
    )
    model = onnx.load(target)
    for tensor in model.graph.initializer:
        if tensor.name.endswith("_zero_point") and numpy_helper.to_array(tensor).any():
            raise ValueError(f"{target}: {tensor.name} is not zero")
    onnx.save(model, target)


def shrink_table(path, name):
    """Keeps a Gather's float table as bytes with a scale a row: table[i] = byte[i] * scale[i]."""
    model = onnx.load(path)
    graph = model.graph
    table = next(t for t in graph.initializer if t.name == name)
    values = numpy_helper.to_array(table)
    # A row of zeros, as padding often is, still has to be divided by something.
    scale = numpy.maximum(numpy.abs(values).max(axis=1, keepdims=True) / 127, 1e-12)
    graph.initializer.remove(table)
    graph.initializer.append(numpy_helper.from_array(numpy.rint(values / scale).astype(numpy.int8), name + ".bytes"))
    graph.initializer.append(numpy_helper.from_array(scale.astype(numpy.float32), name + ".scale"))
    nodes = []
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0] == name:
            row, output = node.input[1], node.output[0]
            nodes += [
                helper.make_node("Gather", [name + ".bytes", row], [output + ".bytes"]),
                helper.make_node("Cast", [output + ".bytes"], [output + ".float"], to=TensorProto.FLOAT),
                helper.make_node("Gather", [name + ".scale", row], [output + ".scale"]),
                helper.make_node("Mul", [output + ".float", output + ".scale"], [output]),
            ]
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def fold_pads(path, pads):
    """Moves zero padding into the convolution after it: pads as (top, left, bottom, right), in order of use.

    The exporter writes a chain of ten nodes for each, which engines copy the whole image for.
    """
    model = onnx.load(path)
    graph, pads = model.graph, list(pads)
    users = {name: node for node in graph.node for name in node.input}
    for node in [n for n in graph.node if n.op_type == "Pad"]:
        convolution = users[node.output[0]]
        convolution.input[0] = node.input[0]
        for attribute in [a for a in convolution.attribute if a.name == "pads"]:
            convolution.attribute.remove(attribute)
        convolution.attribute.append(helper.make_attribute("pads", pads.pop(0)))
    drop_unused(graph)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def drop_unused(graph):
    """Removes the nodes that nothing reads, from the end to the start."""
    needed = {output.name for output in graph.output}
    kept = []
    for node in reversed(graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.append(node)
    del graph.node[:]
    graph.node.extend(reversed(kept))


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options)


def cosine(left, right):
    """The smallest cosine over rows of two arrays of the same shape."""
    left, right = (numpy.asarray(v, dtype=numpy.float64).reshape(-1, v.shape[-1]) for v in (left, right))
    lengths = numpy.linalg.norm(left, axis=1) * numpy.linalg.norm(right, axis=1)
    return float(((left * right).sum(axis=1) / numpy.maximum(lengths, 1e-12)).min())
