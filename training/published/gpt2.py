"""A GPT-2 decoder that looks at a photo, cut into the part run once a photo and the part run once a word.

Both are built over the parts of transformers' `GPT2LMHeadModel` with cross-attention and give what it gives.
Shapes: P photos, K beams of each, R = P * K rows, S states a photo, H heads of D values, T past tokens, V words.
Every product is a MatMul with the weights on its right: only those are quantised.
"""

import torch
from torch import nn


def linear(layer, values):
    """transformers' Conv1D as one MatMul and one Add; its own code would be traced to a Gemm between reshapes."""
    return torch.matmul(values, layer.weight) + layer.bias


def split(values, heads):
    """[N, L, H*D] -> [N, H, L, D]."""
    return values.unflatten(-1, (heads, values.shape[-1] // heads)).transpose(1, 2)


def join(values):
    """[N, H, L, D] -> [N, L, H*D]."""
    return values.transpose(1, 2).flatten(2)


def attend(query, keys, values):
    """softmax(query keys / sqrt(D)) values, the keys already [N, H, D, L]."""
    weights = torch.matmul(query, keys) * query.shape[-1] ** -0.5
    return torch.matmul(torch.softmax(weights, dim=-1), values)


class Cross(nn.Module):
    """states [P, S, H*D] -> of each layer the transposed keys [P, H, D, S] and the values [P, H, S, D]."""

    def __init__(self, decoder):
        super().__init__()
        self.heads = decoder.config.n_head
        self.blocks = decoder.transformer.h

    def forward(self, states):
        outputs = []
        for block in self.blocks:
            keys, values = linear(block.crossattention.c_attn, states).chunk(2, dim=-1)
            outputs += [split(keys, self.heads).transpose(2, 3), split(values, self.heads)]
        return tuple(outputs)


class Step(nn.Module):
    """One token of each row -> its logits and the longer past.

    The word table is kept once, as the output layer reads it, [H*D, V]; a word's vector is a column of it.
    """

    def __init__(self, decoder):
        super().__init__()
        self.heads = decoder.config.n_head
        self.table = nn.Parameter(decoder.lm_head.weight.detach().t().contiguous())
        self.places = decoder.transformer.wpe
        self.blocks = decoder.transformer.h
        self.norm = decoder.transformer.ln_f

    def forward(self, tokens, position, *memory):
        """memory: past keys and values [R, H, T, D] of each layer, then what `Cross` gave."""
        count = 2 * len(self.blocks)
        past, crossed, grown = memory[:count], memory[count:], []
        words = torch.index_select(self.table, 1, tokens.flatten()).t().unsqueeze(1)
        states = words + self.places(position)
        for index, block in enumerate(self.blocks):
            pair = slice(2 * index, 2 * index + 2)
            states, keys, values = self.block(block, states, past[pair], crossed[pair])
            grown += [keys, values]
        logits = torch.matmul(self.norm(states), self.table)
        return (logits.flatten(0, 1), *grown)

    def block(self, block, states, past, crossed):
        """One layer: states [R, 1, H*D]."""
        seen, keys, values = self.read_words(block.attn, block.ln_1(states), past)
        states = states + seen
        states = states + self.look(block.crossattention, block.ln_cross_attn(states), crossed)
        inner = block.mlp.act(linear(block.mlp.c_fc, block.ln_2(states)))
        return states + linear(block.mlp.c_proj, inner), keys, values

    def read_words(self, attention, states, past):
        """Attention to the sentence so far; also its longer keys and values."""
        query, key, value = (split(part, self.heads) for part in linear(attention.c_attn, states).chunk(3, dim=-1))
        keys = torch.cat((past[0], key), dim=2)
        values = torch.cat((past[1], value), dim=2)
        return linear(attention.c_proj, join(attend(query, keys.transpose(2, 3), values))), keys, values

    def look(self, attention, states, crossed):
        """Attention to the photo. A photo's beams become the query rows of one product, so its keys are not copied."""
        photos, width = crossed[0].shape[0], states.shape[-1]
        query = linear(attention.q_attn, states).reshape(photos, -1, width)
        seen = join(attend(split(query, self.heads), *crossed))
        return linear(attention.c_proj, seen.reshape(-1, 1, width))
