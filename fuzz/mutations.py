"""Mutations: one input made of others.

Text is cut into tokens that mean something in its format (tags, control words, marks of Markdown), which are
then left out, doubled, swapped and put elsewhere, so that most of what comes of it still is a file of that
format. What is packed is unpacked first, and packed again.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from fuzz.corpus import Seed

__all__ = ["HOSTILE", "mutated"]

#: Bits of text that readers, rules and fixers have to get over: one a line, as JSON writes strings.
_LINES = Path(__file__).with_name("hostile.txt").read_text(encoding="utf-8").split("\n")[:-1]
HOSTILE = tuple(json.loads(f'"{line}"') for line in _LINES)
_TOKENS = {
    "markup": re.compile(rb"<!\[CDATA\[|\]\]>|<[^<>]{0,200}>|&[#\w]{1,12};|[\w']+|\s+|[^\w\s]", re.ASCII),
    "rtf": re.compile(rb"\\'[0-9a-fA-F]{2}|\\[a-zA-Z]+-?\d* ?|\\.|[{}]|[\w']+|\s+|[^\w\s]", re.ASCII),
    "text": re.compile(rb"\r\n|[\r\n]+|[ \t]+|(?:[^\W_]|[\x80-\xff])+|[*_`#>\[\]()]+|[^\w\s]|_", re.ASCII),
}
_MARKUP = frozenset({"html", "wxr", "docx", "odt"})
#: The parts of documents that hold words.
_PARTS = re.compile(
    r"word/(?:document|footnotes|endnotes|comments|styles)\.xml|(?:content|styles|meta)\.xml|docProps/.*"
)
_LARGEST = 1_500
_CODECS = (
    "utf-16",
    "utf-16-be",
    "utf-8-sig",
    "latin-1",
    "cp1252",
    "utf-32",
    "shift_jis",
    "utf-7",
    "mac-roman",
)


def mutated(dice: Random, seed: Seed, other: Callable[[], Seed]) -> bytes:
    """An input made of a seed.

    Args:
        dice: what chooses.
        seed: of the kind that is wanted.
        other: another seed each time, of any kind, for a splice.
    """
    if seed.kind in ("docx", "odt") and dice.random() < 0.95:
        return _repacked(dice, seed, other)
    if seed.kind == "ghost" and dice.random() < 0.7:
        return _json(dice, seed.data, other)
    data = seed.data if seed.kind in ("rtf", "wxr", "ghost") else _cut(dice, seed.data)
    data = _edited(dice, seed.kind, data, other)
    if seed.kind in ("plain", "markdown", "html"):
        return _encoded(dice, data)
    return data


def _edited(dice: Random, kind: str, data: bytes, other: Callable[[], Seed]) -> bytes:
    for _ in range(1 + int(dice.expovariate(0.5))):
        data = dice.choice(_WAYS)(dice, kind, data, other)
    return data[: 40 * _LARGEST]


def _cut(dice: Random, data: bytes) -> bytes:
    """A stretch of whole lines: small inputs are many inputs."""
    if len(data) <= _LARGEST:
        return data
    start = dice.randrange(len(data) - _LARGEST // 2)
    start = data.rfind(b"\n", 0, start) + 1
    return data[start : start + dice.randrange(50, _LARGEST)]


def _tokens(kind: str, data: bytes) -> list[bytes]:
    name = "markup" if kind in _MARKUP else "rtf" if kind == "rtf" else "text"
    return _TOKENS[name].findall(data) or [data]


def _of_tokens(dice: Random, kind: str, data: bytes, other: Callable[[], Seed]) -> bytes:
    tokens = _tokens(kind, data)
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(tokens) + 1)
        to = min(len(tokens), at + dice.choice((1, 1, 2, 5, 20)))
        taken = tokens[at:to]
        action = dice.randrange(4)
        if action != 1:
            del tokens[at:to]
        if action == 1:
            tokens[at:at] = taken * dice.choice((1, 1, 2, 8))
        elif action == 2:
            elsewhere = dice.randrange(len(tokens) + 1)
            tokens[elsewhere:elsewhere] = taken
        elif action == 3:
            tokens.insert(at, dice.choice(HOSTILE).encode())
    return b"".join(tokens)


def _of_hostile(dice: Random, kind: str, data: bytes, other: Callable[[], Seed]) -> bytes:
    tokens = _tokens(kind, data)
    for _ in range(dice.randrange(1, 5)):
        tokens.insert(
            dice.randrange(len(tokens) + 1), dice.choice(HOSTILE).encode() * dice.choice((1, 1, 1, 2, 9))
        )
    return b"".join(tokens)


def _of_splices(dice: Random, kind: str, data: bytes, other: Callable[[], Seed]) -> bytes:
    """Where two inputs meet: at words, so that what is around is as it was written."""
    theirs = other().data
    ours, theirs_tokens = _tokens(kind, data), _tokens(kind, theirs[:20_000])
    at, begin = dice.randrange(len(ours) + 1), dice.randrange(len(theirs_tokens))
    piece = theirs_tokens[begin : begin + dice.randrange(1, 60)]
    to = at if dice.random() < 0.5 else min(len(ours), at + len(piece))
    return b"".join((*ours[:at], *piece, *ours[to:]))


def _of_bytes(dice: Random, kind: str, data: bytes, other: Callable[[], Seed]) -> bytes:
    new = bytearray(data)
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(new) + 1)
        match dice.randrange(3):
            case 0:
                new[at:at] = bytes((dice.randrange(256),))
            case 1:
                del new[at : at + dice.choice((1, 1, 4, 50))]
            case _:
                new[at : at + 1] = bytes((dice.randrange(256),))
    return bytes(new)


_WAYS = (_of_tokens, _of_tokens, _of_hostile, _of_hostile, _of_splices, _of_splices, _of_bytes)


def _encoded(dice: Random, data: bytes) -> bytes:
    if dice.random() < 0.8:
        return data
    text = data.decode("utf-8", "replace")
    if dice.random() < 0.5:
        return text.replace("\r\n", "\n").replace("\n", dice.choice(("\r\n", "\r"))).encode()
    return text.encode(dice.choice(_CODECS), "replace")


def _repacked(dice: Random, seed: Seed, other: Callable[[], Seed]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed.data)) as old, zipfile.ZipFile(out, "w") as new:
        names = [name for name in old.namelist() if _PARTS.fullmatch(name)]
        chosen = set(dice.sample(names, dice.choice((1, 1, 1, 2)) if len(names) > 1 else 1))
        for name in old.namelist():
            data = old.read(name)
            if name in chosen:
                data = _edited(dice, seed.kind, data, other)
            if name not in chosen or dice.random() < 0.98:
                new.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _json(dice: Random, data: bytes, other: Callable[[], Seed]) -> bytes:
    tree = json.loads(data)
    places: list[tuple[Any, Any]] = []
    todo: list[Any] = [tree]
    while todo:
        node = todo.pop()
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        places += ((node, key) for key, _ in pairs)
        todo += (value for _, value in pairs)
    for _ in range(dice.randrange(1, 4)):
        node, key = dice.choice(places)
        try:
            value = node[key]
        except (KeyError, IndexError):
            continue
        if isinstance(value, str) and dice.random() < 0.8:
            kind = "ghost" if value.startswith("{") else "html"
            node[key] = _edited(dice, kind, value.encode("utf-8", "replace"), other).decode(
                "utf-8", "replace"
            )
        else:
            node[key] = dice.choice(
                (None, [], {}, 7, -1.5, True, "", "\ud800", [value], {"a": value}, dice.choice(HOSTILE))
            )
    return json.dumps(tree, ensure_ascii=dice.random() < 0.5).encode("utf-8", "replace")
