"""The passages of an article that are looked for in others: their hashes, and the bands of their signatures.

Equal passages have equal hashes. Nearly equal ones are told by MinHash (Broder, "On the resemblance and
containment of documents", 1997): of the pairs of neighbouring words of a passage, each of 128 hash
functions keeps the least, and two passages agree in one with the probability s, the share of pairs that
they have in common (Jaccard). The 128 are cut into 32 bands of 4, and passages that agree in all of two of
these are compared (locality-sensitive hashing: Indyk and Motwani, 1998; the banding as in Leskovec, Rajaraman
and Ullman, "Mining of Massive Datasets", 3.4). The probability is 1 - (1 - s⁴)³² - 32 s⁴ (1 - s⁴)³¹:

    s      0.1    0.2    0.3    0.4    0.5    0.6    0.65   0.7    0.8
    p      5e-6   0.001  0.03   0.20   0.60   0.93   0.985  0.998  1 - 1e-6

Were one band enough, more of what is barely alike would be found (0.87 for s = 0.5), and with it a hundred
times as many that have a phrase in common by chance: their number grows as the square of the archive's.

A word that is changed alters two of the pairs: one word in ten leaves about s = 0.68, one in twenty 0.82.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from hashlib import blake2b
from itertools import pairwise

from msgspec import Struct

from copydesk.document.article import Article, Kind
from copydesk.text.words import is_verse, words_in

__all__ = ["BANDS", "LEAST_WORDS", "HashedPassage", "hash_of", "passages_of", "signature_version"]

BANDS, _ROWS = 32, 4
_SEED = 1997
#: Fewer words stand in more than one article by chance, or are a label.
LEAST_WORDS = 8
#: An article of fewer words is not one that can be published again.
_LEAST_ARTICLE = 40
_KINDS = frozenset([Kind.PARAGRAPH, Kind.AUTHOR_BIO])
_PAIRS = struct.Struct(f"<{BANDS * _ROWS // 2}Q")
_SLOTS = struct.Struct(f"<{BANDS * _ROWS}I")
#: An odd number without a pattern in its bits: 2⁶⁴ over the golden ratio (Knuth, TAOCP 3, 6.4).
_MIX, _MASK_64 = 0x9E3779B97F4A7C15, 0xFFFFFFFFFFFFFFFF


class HashedPassage(Struct, frozen=True):
    """A paragraph of an article, or all of them as one.

    Attributes:
        n: which of the article's passages it is, from 1; 0 for all of them as one.
        kind: "paragraph" or "article".
        hash: of its words, without case and marks: 64 bits, the same on any machine.
        words: how many there are.
        text: as it is read; "" for the whole article, whose paragraphs have it.
        bands: of the signature, 64 bits each, the same on any machine for one `signature_version`.
    """

    n: int
    kind: str
    hash: int
    words: int
    text: str
    bands: tuple[int, ...]


def signature_version() -> str:
    """What bands depend on: those made under different versions must not be compared."""
    from rensa import RMinHash

    return f"rensa-{RMinHash.ALGORITHM_VERSION}/{_SEED}/{BANDS}x{_ROWS}"


def passages_of(article: Article) -> list[HashedPassage]:
    """The passages of an article: each paragraph of at least eight words, and all of them as one.

    Quotations set as such, captions, headings, lists, tables, verse and leftover tags are left out: they
    may repeat, as they may for the rule `duplicate-across`, with which the words are counted alike.
    """
    found = []
    for block in article.blocks:
        if block.kind not in _KINDS:
            continue
        text = article.text_of(block)
        words = words_in(text.casefold())
        if len(words) >= LEAST_WORDS and not is_verse(text) and not _is_markup(text):
            found.append((" ".join(text.split()), words))
    passages = [
        HashedPassage(n, "paragraph", _hash(words), len(words), text, _bands(words))
        for n, (text, words) in enumerate(found, 1)
    ]
    whole = [word for _, words in found for word in words]
    if len(whole) >= _LEAST_ARTICLE:
        passages.insert(0, HashedPassage(0, "article", _hash(whole), len(whole), "", _bands(whole)))
    return passages


def _is_markup(text: str) -> bool:
    """Whether a paragraph is a tag that a page builder left."""
    return text[0] in "[<{" and text[-1] in "]>}"


def hash_of(text: str) -> int:
    """The hash of a passage with this text."""
    return _hash(words_in(text.casefold()))


def _hash(words: Sequence[str]) -> int:
    data = " ".join(words).encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


def _bands(words: Sequence[str]) -> tuple[int, ...]:
    from rensa import RMinHash

    minhash = RMinHash(BANDS * _ROWS, _SEED)
    minhash.update([f"{a} {b}" for a, b in pairwise(words)])
    pairs = _PAIRS.unpack(_SLOTS.pack(*minhash.digest()))
    return tuple((a + b * _MIX) & _MASK_64 for a, b in zip(pairs[::2], pairs[1::2], strict=True))
