"""The layers of the published musicnn taggers, ready to be put into a graph.

Pons, Nieto, Prockup, Schmidt, Ehmann & Serra, "End-to-end learning for music audio tagging at scale",
ISMIR 2018. The layout is that of `models.py` in the package; nothing of it is trained again.

Most filters of the published weights are dead: weight decay brought them to zero, and they give the same
number whatever is played. They are left out here and what they give is added where it is read. That alone
makes the two models three and nine times cheaper and changes nothing that can be measured.
"""

from dataclasses import dataclass

import numpy

FRAMES = 187
BANDS = 96
# The default of the layers that the package uses.
EPSILON = 1e-3
MODELS = ("MTT_musicnn", "MSD_musicnn")
# The filters of the front end: first those that look at 7 frames and most of the bands, then those that
# look at many frames of one band.
TIMBRAL = ((7, 38), (7, 67))
TEMPORAL = ((128, 1), (64, 1), (32, 1))
MIDDLE = 64
# Filters whose weights are shorter than this, after scaling, are dead.
DEAD = 1e-3


@dataclass
class Filters:
    """Filters over the spectrogram of which only the strongest answer over the bands is kept.

    Answer of frame t: shift + scale * max(0, sign * max_over_bands(weights * spectrogram) + bias[t]).
    """

    weights: numpy.ndarray  # [filters, frames, bands], for the spectrogram as it is, padded with zeros
    sign: numpy.ndarray  # [filters]
    bias: numpy.ndarray  # [filters, FRAMES]
    scale: numpy.ndarray
    shift: numpy.ndarray


@dataclass
class Layer:
    """shift + scale * max(0, weights * input + bias), along time, 7 frames at a time."""

    weights: numpy.ndarray  # [out, in, 7]
    bias: numpy.ndarray  # [out, FRAMES]
    scale: numpy.ndarray
    shift: numpy.ndarray


@dataclass
class Tagger:
    """One model."""

    filters: list  # of Filters: TIMBRAL, then TEMPORAL
    layers: list  # three Layers; the second and third are added to what goes in, widened by zeros
    hidden: tuple  # weights [2 * channels, 200] for the strongest and the mean over time; bias
    hidden_scale: tuple
    output: tuple  # weights [200, 50], bias


def normalisation(tensors, number):
    """Scale and shift of a batch normalisation."""
    name = "batch_normalization" + (f"_{number}" if number else "")
    scale = tensors[f"{name}/gamma"] / numpy.sqrt(tensors[f"{name}/moving_variance"] + EPSILON)
    return scale, tensors[f"{name}/beta"] - scale * tensors[f"{name}/moving_mean"]


def kernel(tensors, number):
    name = "conv2d" + (f"_{number}" if number else "")
    return tensors[f"{name}/kernel"][:, :, 0].transpose(2, 0, 1), tensors[f"{name}/bias"]


def alive(weights, scale):
    lengths = numpy.linalg.norm(weights.reshape(len(weights), -1), axis=1) * numpy.abs(scale)
    return DEAD < lengths


def padding(taps):
    """Zeros before and after, as TensorFlow's `same`."""
    return (taps - 1) // 2, taps - 1 - (taps - 1) // 2


def over_time(weights, inside):
    """What each frame sees of an input that is `inside` within the patch and zero outside of it.

    weights [out, taps, in], inside [in] -> [out, FRAMES]
    """
    taps = weights.shape[1]
    before, _ = padding(taps)
    each = weights @ inside
    seen = numpy.zeros((len(weights), FRAMES))
    for tap in range(taps):
        first, last = max(0, before - tap), min(FRAMES, FRAMES + before - tap)
        seen[:, first:last] += each[:, tap : tap + 1]
    return seen


def front(tensors):
    """The filters that live, and for every channel what a dead one always gives (else not a number)."""
    input_scale, input_shift = normalisation(tensors, 0)
    filters, constants = [], []
    for number in range(len(TIMBRAL + TEMPORAL)):
        weights, bias = kernel(tensors, number)
        scale, shift = normalisation(tensors, number + 1)
        kept = alive(weights, scale)
        constant = scale * numpy.maximum(bias, 0) + shift
        constants.append(numpy.where(kept, numpy.nan, constant))
        weights, bias, scale, shift = weights[kept], bias[kept], scale[kept], shift[kept]
        # Where the scale is negative, the strongest scaled answer is the weakest one.
        sign = numpy.where(scale < 0, -1.0, 1.0)
        # The spectrogram is normalised before it is padded; here it is padded with zeros and the shift
        # of the normalisation is a bias that is smaller at the edges.
        seen = over_time(weights.sum(axis=2, keepdims=True), input_shift)
        scaled = weights * input_scale[0] * sign[:, None, None]
        filters.append(Filters(scaled, sign, bias[:, None] + seen, scale, shift))
    return filters, numpy.concatenate(constants)


def middle(tensors, constants):
    """The three layers and, for each of their channels, what a dead one always gives.

    Channels are put in another order, those of the first layer that live first.
    """
    weights, bias = kernel(tensors, 5)
    scale, shift = normalisation(tensors, 6)
    kept = alive(weights, scale)
    order = numpy.argsort(~kept, kind="stable")
    heard = numpy.isnan(constants)
    still = numpy.where(heard, 0, constants)
    first = Layer(
        weights[kept][:, :, heard].transpose(0, 2, 1),
        (bias[:, None] + over_time(weights, still))[kept],
        scale[kept],
        shift[kept],
    )
    constant = numpy.where(kept, 0, scale * numpy.maximum(bias, 0) + shift)
    weights, bias = kernel(tensors, 6)
    scale, shift = normalisation(tensors, 7)
    second = Layer(
        weights[order][:, :, kept].transpose(0, 2, 1),
        (bias[:, None] + over_time(weights, constant))[order],
        scale[order],
        (shift + constant)[order],
    )
    weights, bias = kernel(tensors, 7)
    scale, shift = normalisation(tensors, 8)
    third = Layer(
        weights[order][:, :, order].transpose(0, 2, 1),
        numpy.repeat(bias[order][:, None], FRAMES, axis=1),
        scale[order],
        shift[order],
    )
    return [first, second, third], kept, order, constant


def tagger(tensors):
    """The model with the tensors of its checkpoint."""
    filters, constants = front(tensors)
    layers, kept, order, constant = middle(tensors, constants)
    heard = numpy.isnan(constants)
    wide = len(constants)
    channels = numpy.concatenate(
        [
            numpy.flatnonzero(heard),
            wide + numpy.flatnonzero(kept),
            wide + MIDDLE + order,
            wide + 2 * MIDDLE + order,
        ]
    )
    scale, shift = normalisation(tensors, 9)
    weights = tensors["dense/kernel"]
    bias = tensors["dense/bias"] + shift @ weights
    weights = weights * scale[:, None]
    # The checkpoint has the strongest and the mean of each channel next to each other.
    strongest, mean = weights[0::2], weights[1::2]
    still = numpy.zeros(len(strongest))
    still[:wide] = numpy.where(heard, 0, constants)
    still[wide : wide + MIDDLE] = constant
    bias = bias + still @ (strongest + mean)
    return Tagger(
        filters,
        layers,
        (numpy.concatenate([strongest[channels], mean[channels]]), bias),
        normalisation(tensors, 10),
        (tensors["dense_1/kernel"], tensors["dense_1/bias"]),
    )
