"""Sound as the small network hears it: the twin of `src/models/speech/mel.rs`."""

import numpy as np
import soundfile
import soxr

RATE = 16_000
BANDS = 40
HOP = 320
WINDOW = 512
RANGE = (60.0, 7_600.0)
SOFTEST = -8.0


def load(path: str) -> np.ndarray:
    """The samples of a file, mixed down to mono, at `RATE`."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    samples = samples.mean(1)
    return soxr.resample(samples, rate, RATE) if rate != RATE else samples


def levels(samples: np.ndarray) -> np.ndarray:
    """How loud each band is at each step, as logarithms of power, less the band's mean."""
    count = len(samples) // HOP
    padded = np.pad(samples, (WINDOW // 2, WINDOW))
    window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    places = (np.arange(count) * HOP)[:, None] + np.arange(WINDOW)
    spectrum = np.fft.rfft(padded[places] * window, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) / window.sum() ** 2
    level = np.maximum(np.log10(power @ bands().T + 1e-9), SOFTEST).astype(np.float32)
    return level - level.mean(0)


def bands() -> np.ndarray:
    """Triangles that overlap by half, as high as they are narrow."""
    low, high = (2_595 * np.log10(1 + hz / 700) for hz in RANGE)
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2_595) - 1)
    hz = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
    rows = []
    for start, top, end in zip(edges, edges[1:], edges[2:]):
        row = np.clip(np.minimum((hz - start) / (top - start), (end - hz) / (end - top)), 0, None)
        rows.append(row / (row.sum() + 1e-9))
    return np.array(rows, np.float32)
