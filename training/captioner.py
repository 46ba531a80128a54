"""The captioner: a transformer decoder that reads the tower's grid.

Pre-norm decoder after Vaswani et al. 2017 (arXiv 1706.03762) and Xiong et al. 2020 (2002.04745).
Shapes: B photos, K sentences of each, T tokens, S = 81 cells, H heads of D values, V words.
"""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional


@dataclass
class Size:
    """What fixes the shape of the weights."""

    vocabulary: int
    layers: int = 3
    width: int = 384
    heads: int = 6
    inner: int = 1536
    cells: int = 81
    channels: int = 1280
    longest: int = 40

    @property
    def head_width(self):
        return self.width // self.heads


PAD, BEGIN, END = 0, 1, 2


class Dropout(nn.Module):
    """Dropout whose masks are slices of one long random mask: drawing fresh ones costs a fifth of a training."""

    LENGTH = 1 << 24

    def __init__(self, share):
        super().__init__()
        kept = torch.rand(self.LENGTH) >= share
        self.register_buffer("mask", (kept / (1 - share)).bfloat16(), persistent=False)

    def forward(self, values):
        if not self.training:
            return values
        start = torch.randint(self.LENGTH - values.numel(), ()).item()
        return values * self.mask[start : start + values.numel()].view(values.shape)


def attend(query, key, value, mask=None):
    """softmax(query key / sqrt(D)) value over [N, H, L, D]; written out, as it is faster here than the fused one."""
    weights = torch.matmul(query * query.shape[-1] ** -0.5, key.transpose(2, 3))
    weights = weights if mask is None else weights + mask
    return torch.matmul(torch.softmax(weights, dim=-1, dtype=weights.dtype), value)


class Layer(nn.Module):
    """Self-attention, attention to the photo, and a feed-forward step."""

    def __init__(self, size, dropout):
        super().__init__()
        self.size = size
        self.norms = nn.ModuleList(nn.LayerNorm(size.width) for _ in range(3))
        self.own = nn.Linear(size.width, 3 * size.width)
        self.own_out = nn.Linear(size.width, size.width)
        self.query = nn.Linear(size.width, size.width)
        self.photo = nn.Linear(size.width, 2 * size.width)
        self.photo_out = nn.Linear(size.width, size.width)
        self.expand = nn.Linear(size.width, size.inner)
        self.shrink = nn.Linear(size.inner, size.width)
        self.dropout = dropout

    def split(self, values):
        """[N, L, H*D] -> [N, H, L, D]."""
        return values.unflatten(-1, (self.size.heads, self.size.head_width)).transpose(1, 2)

    def join(self, values):
        """[N, H, L, D] -> [N, L, H*D]."""
        return values.transpose(1, 2).flatten(2)

    def look(self, cells):
        """cells [B, S, width] -> keys and values [B, H, S, D]."""
        return [self.split(half) for half in self.photo(cells).split(self.size.width, dim=-1)]

    def forward(self, states, cells, rows):
        """states [N, width], the real tokens only; cells [B, S, width] -> states."""
        parts = rows.pad(self.own(self.norms[0](states))).split(self.size.width, dim=-1)
        seen = self.join(attend(*(self.split(part) for part in parts), rows.later))
        states = states + self.dropout(self.own_out(rows.pack(seen)))
        query = rows.pad(self.query(self.norms[1](states)))
        query = query.reshape(cells.shape[0], -1, self.size.width)
        seen = self.join(attend(self.split(query), *self.look(cells)))
        states = states + self.dropout(self.photo_out(rows.pack(seen)))
        inner = self.dropout(functional.relu(self.expand(self.norms[2](states))))
        return states + self.dropout(self.shrink(inner))


class Rows:
    """Sentences of different lengths: only their real tokens go through the linear layers."""

    def __init__(self, real, kind):
        """real [R, T] says where a token is."""
        self.shape = real.shape
        self.places = real.flatten().nonzero().squeeze(1)
        self.later = torch.full((real.shape[1], real.shape[1]), -1e4, dtype=kind).triu(1)

    def pad(self, packed):
        """[N, width] -> [R, T, width] with zeros where no token is."""
        empty = packed.new_zeros(self.shape.numel(), packed.shape[-1])
        return empty.index_copy(0, self.places, packed).unflatten(0, self.shape)

    def pack(self, padded):
        """[R, T, width], or any shape of as many rows, -> [N, width]."""
        return padded.reshape(-1, padded.shape[-1]).index_select(0, self.places)


class Captioner(nn.Module):
    """Words so far and a grid -> scores of the next word. The word table is also the output layer."""

    def __init__(self, size, dropout=0.15):
        super().__init__()
        self.size = size
        self.words = nn.Embedding(size.vocabulary, size.width)
        self.places = nn.Embedding(size.longest, size.width)
        self.cell_in = nn.Linear(size.channels, size.width)
        self.cell_place = nn.Parameter(torch.zeros(size.cells, size.width))
        self.cell_norm = nn.LayerNorm(size.width)
        self.dropout = Dropout(dropout)
        self.layers = nn.ModuleList(Layer(size, self.dropout) for _ in range(size.layers))
        self.norm = nn.LayerNorm(size.width)
        self.bias = nn.Parameter(torch.zeros(size.vocabulary))
        for table in (self.words.weight, self.places.weight, self.cell_place):
            nn.init.normal_(table, std=size.width**-0.5)

    def cells(self, grid):
        """grid [B, S, 1280] -> [B, S, width]."""
        return self.cell_norm(self.cell_in(grid) + self.cell_place)

    def read(self, tokens, grid):
        """tokens [B*K, T], grid [B, S, 1280] -> states [N, width] of the tokens that are not padding."""
        cells = self.dropout(self.cells(grid))
        places = torch.arange(tokens.shape[1])
        rows = Rows(tokens != PAD, cells.dtype)
        states = rows.pack(self.dropout(self.words(tokens) + self.places(places)))
        for layer in self.layers:
            states = layer(states, cells, rows)
        return self.norm(states)

    def score(self, states):
        """states [..., width] -> logits [..., V]."""
        return functional.linear(states, self.words.weight, self.bias)


class Cross(nn.Module):
    """The part of decoding that is done once a photo: states -> keys and values of each layer."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, states):
        cells = self.model.cells(states)
        outputs = []
        for layer in self.model.layers:
            key, value = layer.look(cells)
            outputs += [key.transpose(2, 3), value]
        return tuple(outputs)


class Step(nn.Module):
    """The part that is done once a word. Beams of one photo fold into its query rows."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, tokens, position, *memory):
        """memory: past keys and values [R, H, P, D], crossed keys [B, H, D, S] and values [B, H, S, D]."""
        model, count = self.model, len(self.model.layers)
        states = model.words(tokens) + model.places(position)
        past, crossed, grown = memory[: 2 * count], memory[2 * count :], []
        for index, layer in enumerate(model.layers):
            pair = slice(2 * index, 2 * index + 2)
            states, keys, values = step_layer(layer, states, past[pair], crossed[pair])
            grown += [keys, values]
        logits = torch.matmul(model.norm(states), model.words.weight.t()) + model.bias
        return (logits.reshape(-1, model.size.vocabulary), *grown)


def step_layer(layer, states, past, crossed):
    """One layer for one new token of each row: states [R, 1, width]."""
    size, scale = layer.size, layer.size.head_width**-0.5
    query, key, value = layer.own(layer.norms[0](states)).split(size.width, dim=-1)
    key = torch.cat((past[0], layer.split(key)), dim=2)
    value = torch.cat((past[1], layer.split(value)), dim=2)
    weights = torch.softmax(torch.matmul(layer.split(query) * scale, key.transpose(2, 3)), dim=-1)
    states = states + layer.own_out(layer.join(torch.matmul(weights, value)))
    query = layer.query(layer.norms[1](states)) * scale
    photos = crossed[0].shape[0]
    query = query.reshape(photos, -1, size.heads, size.head_width).transpose(1, 2)
    weights = torch.softmax(torch.matmul(query, crossed[0]), dim=-1)
    seen = torch.matmul(weights, crossed[1]).transpose(1, 2).reshape(-1, 1, size.width)
    states = states + layer.photo_out(seen)
    return states + layer.shrink(functional.relu(layer.expand(layer.norms[2](states)))), key, value
