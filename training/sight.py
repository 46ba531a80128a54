"""What the product says of a photo: its caption, or a plain sentence of its tags where that is safer.

The product does the same in Rust; README.md has the rule in words. Constants come from the manifest.
"""

from dataclasses import dataclass

import math
import re


@dataclass
class Rule:
    """The constants under [sight] and [confidence] in the manifest."""

    slope: float = 2.0
    shift: float = 3.0
    sure: float = 0.5
    unlikely: float = 0.04
    strong: float = 0.5
    second: float = 0.35
    shown: int = 3


@dataclass
class Tag:
    label: str
    kind: str
    score: float
    threshold: float
    phrase: str
    where: str
    names: frozenset


def words_of(text):
    """The words of a text and its pairs of neighbours, for names such as `polar bear`."""
    words = re.findall(r"[a-z0-9]+(?:['-][a-z0-9]+)*", text.lower())
    return set(words) | {" ".join(pair) for pair in zip(words, words[1:])}


def tags_of(entries, scores):
    """Tags with their probabilities, best first; ties in the order of the list."""
    found = [
        Tag(e["label"], e["kind"], float(s), e["threshold"], e["phrase"], e["where"], frozenset([e["label"], *e["synonyms"]]))
        for e, s in zip(entries, scores)
    ]
    return sorted(found, key=lambda tag: -tag.score)


def shown(tags):
    """The tags that are said: over their threshold, and none that another one already names."""
    kept = []
    for tag in tags:
        if tag.threshold <= tag.score and not any(tag.label in other.names or other.label in tag.names for other in kept):
            kept.append(tag)
    return kept


@dataclass
class View:
    """All that the rule needs of one photo: what the caption's first named thing scores is None without one."""

    caption: str
    mean_log_likelihood: float
    said: list
    first_score: float | None


def view(caption, mean_log_likelihood, tags):
    return View(caption, mean_log_likelihood, shown(tags), first_named(caption, tags))


def confidence(mean_log_likelihood, rule):
    """The probability that a caption names what is there."""
    return 1 / (1 + math.exp(-(rule.slope * mean_log_likelihood + rule.shift)))


def first_named(caption, tags):
    """The probability of the tag that the caption names first, by the longest name and then the best tag."""
    text, best = f" {caption.lower()} ", None
    for tag in (tag for tag in tags if tag.threshold <= 1):
        for name in tag.names:
            place = text.find(f" {name} ")
            if 0 <= place:
                key = (place, -len(name), -tag.score)
                best = key if best is None else min(best, key)
    return None if best is None else -best[2]


def decide(seen, rule):
    """Returns (what is said, whether it is the caption)."""
    strong = [tag for tag in seen.said if rule.strong <= tag.score]
    if not strong:
        return seen.caption, True
    made_up = seen.first_score is not None and seen.first_score < rule.unlikely
    named = bool(words_of(seen.caption) & set().union(*(tag.names for tag in strong[: rule.shown])))
    sure = rule.sure <= confidence(seen.mean_log_likelihood, rule)
    if (named or sure) and not made_up:
        return seen.caption, True
    return sentence(seen.said, rule), False


def sentence(said, rule):
    """`fireworks at night`, `a castle and a bridge in the mist`: a main tag, a second thing, a place or weather."""
    things = [tag for tag in said if tag.kind in ("object", "theme")]
    scenes = [tag for tag in said if tag.kind != "weather"]
    main = (things or scenes or said)[0]
    if scenes and main.score < rule.second:
        main = scenes[0]
    rest = [tag for tag in said if tag is not main and rule.second <= tag.score]
    second = next((tag for tag in rest if tag.kind in ("object", "theme") and not tag.where), None)
    place = next((tag for tag in rest if tag.where), None)
    parts = [main.phrase]
    if second:
        parts += ["and", second.phrase]
    elif not place and rest:
        parts += ["with", rest[0].phrase]
    if place:
        parts.append(place.where)
    return " ".join(parts)
