"""Measures what a processor can do at best, for the roofline of the published models' benchmark.

    python benches/machine.py

Prints one JSON object: {"fp32_gflops", "int8_gops", "read_gbytes"}, each the best of several runs on one thread.
"""

import json
import time

import numpy
import torch

torch.set_num_threads(1)
RUNS = 7


def best(work):
    """The shortest of several runs in seconds, after one to warm up."""
    work()
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def fp32():
    """PyTorch's product of two square matrices: oneDNN or MKL, whichever it was built with."""
    side = 1536
    left, right = torch.rand(side, side), torch.rand(side, side)
    return 2 * side**3 / best(lambda: left @ right) / 1e9


def int8():
    """The same of signed bytes into 32 bits."""
    side = 1536
    left, right = (torch.randint(-127, 127, (side, side), dtype=torch.int8) for _ in range(2))
    return 2 * side**3 / best(lambda: torch._int_mm(left, right)) / 1e9


def read():
    """The sum over an array that is larger than the caches."""
    values = numpy.ones(64 << 20, numpy.float32)
    return values.nbytes / best(values.sum) / 1e9


print(json.dumps({"fp32_gflops": fp32(), "int8_gops": int8(), "read_gbytes": read()}))
