"""Keeps the word table of a quantised `step` graph once, as bytes, for reading words and for scoring them."""

import onnx
from onnx import TensorProto, helper


def share(path):
    """Lets the Gather that reads a word's column use the bytes and scales that the MatMul was given."""
    model = onnx.load(path)
    graph = model.graph
    tables = {t.name for t in graph.initializer}
    read = next(n for n in graph.node if n.op_type == "Gather" and f"{n.input[0]}_quantized" in tables)
    table, token, output = read.input[0], read.input[1], read.output[0]
    nodes = [
        helper.make_node("Gather", [f"{table}_quantized", token], [f"{output}.bytes"], axis=1),
        helper.make_node("Cast", [f"{output}.bytes"], [f"{output}.float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{table}_scale", token], [f"{output}.scale"]),
        helper.make_node("Mul", [f"{output}.float", f"{output}.scale"], [output]),
    ]
    place = list(graph.node).index(read)
    kept = [*list(graph.node)[:place], *nodes, *list(graph.node)[place + 1 :]]
    del graph.node[:]
    graph.node.extend(kept)
    graph.initializer.remove(next(t for t in graph.initializer if t.name == table))
    onnx.checker.check_model(model)
    onnx.save(model, path)
