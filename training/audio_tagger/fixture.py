"""Writes librosa's view of a made-up signal, which the program's own spectrogram is tested with.

    python fixture.py ../../tests/fixtures/mel.json
"""

import json
import sys

import numpy

from spectrogram import levels


def signal():
    """A glide over noise; the test in src/models/audio_tagger/mel.rs makes the same."""
    state, samples = 1, []
    for n in range(32_000):
        state = (state * 1_664_525 + 1_013_904_223) % 2**32
        noise = state / (2**32 - 1) - 0.5
        time = n / 16_000
        glide = numpy.sin(2 * numpy.pi * time * (50 + 1_737.5 * time))
        samples.append(0.4 * glide + 0.05 * time * noise)
    return numpy.array(samples, dtype=numpy.float32)


def main(path):
    frames = levels(signal())
    some = [0, 1, 2, 17, 60, 90, len(frames) - 2, len(frames) - 1]
    rows = [[number, [round(float(level), 5) for level in frames[number]]] for number in some]
    with open(path, "w") as file:
        json.dump({"frames": len(frames), "levels": rows}, file)
        file.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
