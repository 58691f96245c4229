"""Byte offsets of a parser that counts in UTF-8, as offsets in the text."""

from __future__ import annotations

from array import array

__all__ = ["ByteOffsets"]

_CONTINUATION = bytes(range(0x80, 0xC0))
_STRIDE = 256


class ByteOffsets:
    """Turns offsets in the UTF-8 of a part of a text into offsets in the text.

    Args:
        text: the whole text.
        start: where the part starts; it reaches to the end.
    """

    def __init__(self, text: str, start: int) -> None:
        self._start = start
        self._last = (0, start)
        self._known: array[int] | None = None
        if not text.isascii():
            self._data = data = text[start:].encode("utf-8", "surrogatepass")
            self._known = known = array("q", [start])
            for low in range(0, len(data), _STRIDE):
                known.append(known[-1] + len(data[low : low + _STRIDE].translate(None, _CONTINUATION)))

    def __call__(self, offset: int) -> int:
        """The offset in code points of one in bytes."""
        if self._known is None:
            return self._start + offset
        before, place = self._last
        if offset == before:
            return place
        block = offset // _STRIDE
        place = self._known[block] + len(self._data[block * _STRIDE : offset].translate(None, _CONTINUATION))
        self._last = (offset, place)
        return place
