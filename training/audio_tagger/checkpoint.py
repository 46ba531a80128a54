"""Reads the tensors of a TensorFlow checkpoint without TensorFlow.

The index is a table in LevelDB's format without compression: blocks of keys that share prefixes, and a
footer that says where the index of blocks lies (tensorflow/core/lib/io/format.cc). Each value is a
`BundleEntryProto` (tensorflow/core/protobuf/tensor_bundle.proto) and says where in the data file the
numbers of a tensor lie.
"""

import zipfile

import numpy

FOOTER = 48
FLOAT = 1


def varint(data, place):
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, place


def entries(block):
    """The keys and values of one block."""
    restarts = int.from_bytes(block[-4:], "little")
    end = len(block) - 4 * (restarts + 1)
    place, key = 0, b""
    while place < end:
        shared, place = varint(block, place)
        unshared, place = varint(block, place)
        length, place = varint(block, place)
        key = key[:shared] + block[place : place + unshared]
        place += unshared
        yield key, block[place : place + length]
        place += length


def block_at(table, handle):
    offset, place = varint(handle, 0)
    size, _ = varint(handle, place)
    if table[offset + size]:
        raise ValueError("the index of the checkpoint is compressed")
    return table[offset : offset + size]


def fields(message):
    """The numbers and bytes of a protocol buffer message, by field."""
    place, found = 0, {}
    while place < len(message):
        tag, place = varint(message, place)
        if tag & 7 == 0:
            value, place = varint(message, place)
        elif tag & 7 == 2:
            length, place = varint(message, place)
            value, place = message[place : place + length], place + length
        elif tag & 7 == 5:
            value, place = message[place : place + 4], place + 4
        else:
            raise ValueError(f"field type {tag & 7} is not known")
        found.setdefault(tag >> 3, []).append(value)
    return found


def read(wheel, model):
    """All float tensors of a model in the package's wheel by name, without the optimiser's."""
    with zipfile.ZipFile(wheel) as package:
        table = package.read(f"musicnn/{model}/.index")
        data = package.read(f"musicnn/{model}/.data-00000-of-00001")
    footer = table[-FOOTER:]
    _, place = varint(footer, 0)
    _, place = varint(footer, place)
    tensors = {}
    for _, handle in entries(block_at(table, footer[place:])):
        for key, value in entries(block_at(table, handle)):
            entry = fields(value)
            if not key or "Adam" in key.decode() or entry.get(1) != [FLOAT]:
                continue
            sizes = fields(entry[2][0]).get(2, []) if 2 in entry else []
            shape = [fields(size).get(1, [0])[0] for size in sizes]
            offset, length = entry.get(4, [0])[0], entry[5][0]
            numbers = numpy.frombuffer(data[offset : offset + length], dtype="<f4")
            tensors[key.decode()] = numbers.reshape(shape)
    return tensors
