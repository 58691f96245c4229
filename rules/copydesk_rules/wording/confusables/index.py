"""The index of the word sets: what `index.msgpack` holds, made from the files of the folder `sets`."""

from __future__ import annotations

from msgspec import msgpack

from copydesk_rules.wording.confusables.patterns import PatternLayer
from copydesk_rules.wording.confusables.shelf import Entry, Index, Phrases
from copydesk_rules.wording.confusables.word_sets import COMMON, FOLDER, WordSet, common_classes, parse_sets

__all__ = ["index_of_sets"]


def index_of_sets() -> bytes:
    """What `index.msgpack` holds, by the files."""
    entries: list[bytes] = []
    sets: list[WordSet] = []
    for path in sorted(FOLDER.glob("*.txt")):
        if path.name != COMMON:
            text = path.read_text(encoding="utf-8")
            at = 0
            for word_set in parse_sets(text, common_classes(), path.name):
                at = text.index(word_set.source, at)
                end = at + len(word_set.source)
                phrases = [
                    Phrases(
                        frozenset(direction.forms if direction.holds_in(None) else ()),
                        _packed([pattern.phrase.sides for pattern in direction.patterns]),
                    )
                    for direction in word_set.directions
                ]
                sets.append(word_set)
                entries.append(_packed(Entry(path.name, word_set.line, at, end, _packed(phrases))))
    layer = PatternLayer(sets)
    words = {word: _packed(layer.beside(word)) for word in sorted(layer.words)}
    of_dialects = [at for at, word_set in enumerate(sets) if word_set.has_dialects]
    return msgpack.encode(Index(entries, of_dialects, words))


def _packed(value: object) -> bytes:
    return msgpack.encode(value, order="deterministic")
