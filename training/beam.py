"""Beam search over `cross` and `step`, many photos at once. The product does the same in Rust."""

from dataclasses import dataclass

import torch

from captioner import BEGIN, END


@dataclass
class Search:
    """How captions are looked for; the manifest carries the same values."""

    beams: int = 3
    longest: int = 24
    shortest: int = 4
    length_penalty: float = 1.0
    no_repeat: int = 3


def search(cross, step, grid, how):
    """grid [B, S, 1280] -> for each photo (tokens without begin and end, mean log-likelihood a token).

    Every photo keeps `beams` rows. A row that ends is set aside with the score
    total / (tokens + 1) ** length_penalty; the best one set aside wins.
    """
    photos, beams = grid.shape[0], how.beams
    crossed = cross(grid)
    totals = torch.full((photos, beams), -1e9)
    totals[:, 0] = 0.0
    rows, past, done = [[] for _ in range(photos * beams)], None, [[] for _ in range(photos)]
    tokens = torch.full((photos * beams, 1), BEGIN)
    for position in range(how.longest):
        logits, past = step(tokens, position, past, crossed)
        scores = torch.log_softmax(logits.float(), dim=-1)
        scores[:, :2] = -1e9
        if position < how.shortest:
            scores[:, END] = -1e9
        forbid_repeats(scores, rows, how.no_repeat)
        totals, origin, tokens = extend(scores, totals, rows, done, how)
        rows = [rows[o] + [t] for o, t in zip(origin.tolist(), tokens.tolist())]
        past = [value.index_select(0, origin) for value in past]
        tokens = tokens.unsqueeze(1)
        if all(settled(done[p], totals[p], position + 1, how) for p in range(photos)):
            break
    return [finish(done[p], rows[p * beams], totals[p, 0]) for p in range(photos)]


def extend(scores, totals, rows, done, how):
    """Takes the best 2 * beams next words of each photo; sets ended rows aside, keeps `beams`."""
    photos, beams = totals.shape
    words = scores.shape[-1]
    joint = (scores.view(photos, beams, words) + totals.unsqueeze(-1)).flatten(1)
    best, index = joint.topk(2 * beams, dim=-1)
    kept, origin, tokens = [], [], []
    for photo in range(photos):
        open_rows = 0
        for total, place in zip(best[photo].tolist(), index[photo].tolist()):
            row, token = photo * beams + place // words, place % words
            if token == END:
                length = len(rows[row]) + 1
                if total > -1e8:
                    done[photo].append((total / length**how.length_penalty, total / length, rows[row]))
            elif open_rows < beams:
                open_rows += 1
                kept.append(total), origin.append(row), tokens.append(token)
    return torch.tensor(kept).view(photos, beams), torch.tensor(origin), torch.tensor(tokens)


def forbid_repeats(scores, rows, length):
    """No run of `length` words occurs twice in a sentence."""
    for index, row in enumerate(rows):
        if length <= len(row):
            tail = row[len(row) - length + 1 :]
            for start in range(len(row) - length + 1):
                if row[start : start + length - 1] == tail:
                    scores[index, row[start + length - 1]] = -1e9


def settled(done, totals, length, how):
    """Whether enough rows ended and no open row, ending now, could beat them."""
    if len(done) < how.beams:
        return False
    return totals.max().item() / (length + 1) ** how.length_penalty <= max(done)[0]


def finish(done, row, total):
    if done:
        _, mean, tokens = max(done)
        return tokens, mean
    return row, total.item() / len(row)


def torch_functions(model):
    """`cross` and `step` of a PyTorch captioner, for `search`."""
    from captioner import Cross, Step

    cross, step, size = Cross(model), Step(model), model.size

    def next_step(tokens, position, past, crossed):
        if past is None:
            empty = torch.zeros(tokens.shape[0], size.heads, 0, size.head_width)
            past = [empty] * (2 * size.layers)
        logits, *grown = step(tokens, torch.tensor([position]), *past, *crossed)
        return logits, grown

    return cross, next_step
