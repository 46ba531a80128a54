"""Writes the tokenizer of the package as a `tokenizer.json` of Hugging Face `tokenizers`.

The package replaces single code points (SentencePiece's `nmt_nfkc`). That map equals NFKC but for
control characters, which vanish, some separators, which become a space, and the fullwidth tilde,
which stays. Written as rules it also composes what is decomposed, as SentencePiece itself does.
"""

import unicodedata

from package import Tokenizer

TILDE, STAND_IN = "\uff5e", "\ue000"


def as_json(tokenizer: Tokenizer) -> dict:
    """The document, ready for `json.dump`."""
    specials = [tokenizer.begin, tokenizer.padding, tokenizer.end, tokenizer.unknown]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [added_token(tokenizer, number) for number in sorted(specials)],
        "normalizer": {"type": "Sequence", "normalizers": normalisers(tokenizer.replacements)},
        "pre_tokenizer": metaspace(),
        "post_processor": template(tokenizer),
        "decoder": metaspace(),
        "model": {
            "type": "Unigram",
            "unk_id": tokenizer.unknown,
            "vocab": [[p, round(float(s), 4)] for p, s in zip(tokenizer.pieces, tokenizer.scores)],
            "byte_fallback": False,
        },
    }


def added_token(tokenizer: Tokenizer, number: int) -> dict:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": number, "content": tokenizer.pieces[number], **flags, "special": True}


def metaspace() -> dict:
    return {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": False}


def template(tokenizer: Tokenizer) -> dict:
    begin, end = tokenizer.pieces[tokenizer.begin], tokenizer.pieces[tokenizer.end]
    numbers = {begin: tokenizer.begin, end: tokenizer.end}
    first = {"Sequence": {"id": "A", "type_id": 0}}
    second = {"Sequence": {"id": "B", "type_id": 0}}
    start, stop = ({"SpecialToken": {"id": piece, "type_id": 0}} for piece in (begin, end))
    return {
        "type": "TemplateProcessing",
        "single": [start, first, stop],
        "pair": [start, first, stop, stop, second, stop],
        "special_tokens": {
            piece: {"id": piece, "ids": [number], "tokens": [piece]}
            for piece, number in numbers.items()
        },
    }


def normalisers(replacements: dict[str, str]) -> list[dict]:
    dropped = [source for source, target in replacements.items() if not target]
    spaces = [
        source
        for source, target in replacements.items()
        if target == " " and unicodedata.normalize("NFKC", source) != " "
    ]
    return [
        replace({"Regex": characters(dropped)}, ""),
        replace({"Regex": characters(spaces)}, " "),
        replace({"String": TILDE}, STAND_IN),
        {"type": "NFKC"},
        replace({"String": STAND_IN}, TILDE),
        replace({"Regex": " {2,}"}, " "),
    ]


def replace(pattern: dict, content: str) -> dict:
    return {"type": "Replace", "pattern": pattern, "content": content}


def characters(members: list[str]) -> str:
    """A character class of `members`, spelled by code point."""
    return "[" + "".join(f"\\x{{{ord(member):x}}}" for member in sorted(members)) + "]"
