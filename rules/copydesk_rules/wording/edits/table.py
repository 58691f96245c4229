"""The file of weights, mapped into memory: what the features of a place say for each edit at once.

A *group* is a set of models that look at the same features; each has a *lane*. A feature is looked for in a
bucket of eight slots by a byte of its number, and confirmed by a second byte; its row has a weight a lane, a
byte each. Rows are added up as whole numbers, two bytes a lane, so that all lanes cost what one does.

Before that, *doubts* tell the few places that need a look: a hash table of what stands on either side of
places where an edit was right in the training text and the text as it stands hardly ever is.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from copydesk import RuleError

__all__ = ["DOUBT_BITS", "HEADER", "MAGIC", "SLOTS", "WEIGHTS", "Group", "Tables", "load_tables"]

WEIGHTS = Path(__file__).with_name("weights.bin")
#: What a file begins with; the number at the end changes with the way the file is to be read.
MAGIC = b"copydesk-edits-1\n"
#: Behind it: the bytes of the header, which is MessagePack.
HEADER = struct.Struct("<I")
SLOTS = 8
#: The size of the table of doubts, as a power of two.
DOUBT_BITS = 19
_BYTES = tuple(bytes((byte,)) for byte in range(256))
_ZERO = 128


class Group:
    """Models that look at the same features.

    Attributes:
        lanes: the names of the models.
    """

    def __init__(self, data: mmap.mmap, at: int, header: dict[str, Any]) -> None:
        self._data, self._at = data, at
        self.lanes: list[str] = header["lanes"]
        self._biases: list[float] = header["biases"]
        self._scale: float = header["scale"]
        self._buckets: int = header["buckets"]
        self._width = len(self.lanes)
        self._mask = int.from_bytes((b"\xff\x00" * self._width)[: self._width], "little")
        self.size = self._buckets * SLOTS * (2 + self._width)

    def totals(self, features: Iterable[int]) -> list[float]:
        """What the features add up to, a number a lane."""
        data, buckets, at = self._data, self._buckets, self._at
        find, slots, width, mask = data.find, self._buckets * SLOTS, self._width, self._mask
        rows = at + 2 * slots
        even = odd = found = 0
        for feature in features:
            start = at + (feature * buckets >> 32) * SLOTS
            end = start + SLOTS
            check, second = _BYTES[feature & 255], feature >> 8 & 255
            slot = find(check, start, end)
            while slot >= 0:
                if data[slot + slots] == second:
                    row = rows + (slot - at) * width
                    weights = int.from_bytes(data[row : row + width], "little")
                    even += weights & mask
                    odd += weights >> 8 & mask
                    found += 1
                    break
                slot = find(check, slot + 1, end)
        size = width + 2 & ~1
        sums = [0] * size
        sums[::2] = memoryview(even.to_bytes(size, "little")).cast("H")
        sums[1::2] = memoryview(odd.to_bytes(size, "little")).cast("H")
        base = found * _ZERO
        return [(total - base) * self._scale + bias for total, bias in zip(sums, self._biases, strict=False)]


class Tables:
    """A file of weights.

    Attributes:
        groups: by name.
        thresholds: by what stands there and what is meant, what must be exceeded.
        pairs: of words: both, the bias for the second, and the thresholds there and back, None where off.
        inflections: the forms of words, by kind: `{"B": "go", "S": "goes", …}`; under `_` those kinds whose
            form is of no other word; with a `v` where the word is a verb and nothing else.
        doubts: the hash table of places to look at.

    Raises:
        RuleError: it is not there, not whole, or of another version.
    """

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise _unusable(f"cannot be read: {error}") from None
        at = len(MAGIC) + HEADER.size
        if data[: len(MAGIC)] != MAGIC or len(data) < at:
            raise _unusable("is of another version of copydesk")
        (length,) = HEADER.unpack(data[len(MAGIC) : at])
        try:
            header = msgspec.msgpack.decode(data[at : at + length])
        except msgspec.DecodeError:
            raise _unusable("is not whole") from None
        at += length + -(at + length) % 8
        size = 2 << DOUBT_BITS
        self.doubts = memoryview(data)[at : at + size]
        at += size
        self.groups: dict[str, Group] = {}
        for name, described in header["groups"].items():
            group = self.groups[name] = Group(data, at, described)
            at += group.size
        if len(data) != at:
            raise _unusable("is not whole")
        self.doubts = self.doubts.cast("H")
        self.thresholds: dict[str, dict[str, float]] = header["thresholds"]
        self.pairs: list[tuple[str, str, float, float | None, float | None]] = header["pairs"]
        self.inflections: list[dict[str, str]] = header["inflections"]


def _unusable(why: str) -> RuleError:
    return RuleError(f"the file of weights for edits {why}; install copydesk again")


@cache
def load_tables() -> Tables:
    """The tables that come with copydesk."""
    return Tables(WEIGHTS)
