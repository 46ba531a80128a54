"""Audio to what the taggers read, by librosa, as the package musicnn does it.

One thing differs: the package rounds powers to half precision, where loud bands become infinite.
"""

import librosa
import numpy
import soundfile
import soxr

from musicnn import BANDS, FRAMES

RATE = 16_000


def samples(path):
    """Mono at RATE."""
    data, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return soxr.resample(data.mean(axis=1), rate, RATE).astype(numpy.float32)


def levels(mono):
    """[frames, BANDS]"""
    # librosa reflected at the ends when the models were made; it pads with zeros since.
    power = librosa.feature.melspectrogram(
        y=mono, sr=RATE, n_fft=512, hop_length=256, n_mels=BANDS, pad_mode="reflect"
    )
    return numpy.log10(10_000 * power.T + 1).astype(numpy.float32)


def patches(frames):
    """Whole patches of 3 s, one after the other: [n, FRAMES, BANDS]"""
    count = len(frames) // FRAMES
    return frames[: count * FRAMES].reshape(count, FRAMES, BANDS)
