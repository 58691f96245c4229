"""Zip files that hold a document: members read within limits, and put back with the others byte for byte.

The layout is that of PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (central directory) and
4.3.16 (its end). The standard library reads archives; it cannot replace a member and leave the rest as it is.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from copydesk.errors import SourceError
from copydesk.readers import Readable

__all__ = ["ZipArchive", "whole"]

#: A document of a thousand pages has some hundred members, and 30 MB of text with its markup.
_MOST_MEMBERS = 20_000
_MOST_BYTES = 200_000_000
_LARGEST = 500_000_000
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_ENCRYPTED, _SIZES_BEHIND = 0x1, 0x8
_ZIP64 = 0x0001
_LINK = 0o120000


def whole(file: Readable, path: str) -> bytes:
    """All of a file.

    Raises:
        SourceError: it is too large to be kept in memory.
    """
    data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise SourceError(path, f"is larger than {_LARGEST // 1_000_000} MB; not opened")
    return data


class _Member(NamedTuple):
    """A member as it is packed."""

    packed: bytes
    crc: int
    size: int

    @classmethod
    def of(cls, data: bytes) -> _Member:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return cls(packer.compress(data) + packer.flush(), zlib.crc32(data), len(data))


class ZipArchive:
    """A zip file in memory. Only the members that are asked for are unpacked.

    Args:
        data: the file.
        path: how to name it in an error.

    Raises:
        SourceError: it is no whole zip file, or holds too much.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self.data, self._path = data, path
        self._left = _MOST_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            raise SourceError(path, "is damaged or cut off: it is no whole zip file") from None
        members = self._zip.infolist()
        if len(members) > _MOST_MEMBERS:
            raise SourceError(path, f"holds {len(members):,} files; not opened, as no document needs so many")
        self._members = {member.filename: member for member in members}
        if len(self._members) < len(members):
            raise SourceError(path, "is damaged: it holds two files of one name")
        for member in members:
            if member.flag_bits & _ENCRYPTED:
                raise SourceError(path, "is encrypted; save it without a password")
            if member.external_attr >> 16 & 0o170000 == _LINK:
                raise SourceError(path, f"holds a link to another file: {member.filename}; not opened")

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> list[str]:
        """The members' names, in the order of the directory."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """A member, unpacked.

        Raises:
            SourceError: it is not there, is damaged, or all that was read is too much.
        """
        member = self._members.get(name)
        if member is None:
            raise SourceError(self._path, f"is damaged: {name} is missing from it")
        if member.file_size <= self._left:
            try:
                with self._zip.open(member) as file:
                    data = file.read(member.file_size + 1)  # what it says, whatever comes
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
                raise SourceError(self._path, f"is damaged: {name} in it cannot be unpacked") from None
            self._left -= len(data)
            if self._left >= 0:
                return data
        raise SourceError(
            self._path, f"unpacks to more than {_MOST_BYTES // 1_000_000} MB of text; not opened"
        )

    def with_members(self, new: Mapping[str, bytes]) -> ZipArchive:
        """The archive with members replaced, or added at its end; all others stay byte for byte.

        Raises:
            SourceError: it is written in a way that cannot be kept.
        """
        data = self.data
        end = data.rfind(b"PK\x05\x06")
        *_, size, start, _ = _END.unpack_from(data, end)
        directory = end - size
        if start != directory or data[end - 20 : end - 16] == b"PK\x06\x07":
            raise SourceError(
                self._path, "is a zip file of an uncommon kind, which can be read but not mended"
            )
        entries = self._entries(directory, end)
        made = {name: _Member.of(member) for name, member in new.items()}
        starts = sorted(offset for _, _, offset in entries)
        ends = dict(zip(starts, [*starts[1:], directory], strict=True))
        out, places = io.BytesIO(), {}
        out.write(data[: starts[0]])
        for _, name, offset in sorted(entries, key=lambda entry: entry[2]):
            places[name] = out.tell()
            if name in made:
                out.write(_local(data, offset, made[name]))
            else:
                out.write(data[offset : ends[offset]])
        added = [(name, member) for name, member in made.items() if name not in self._members]
        for name, member in added:
            places[name] = out.tell()
            out.write(_local(_local_header(name), 0, member))
        start = out.tell()
        for entry, name, _ in entries:
            out.write(_entry(entry, places[name], made.get(name)))
        for name, member in added:
            out.write(_entry(_central_header(name), places[name], member))
        length, total = out.tell() - start, len(entries) + len(added)
        out.write(_END.pack(b"PK\x05\x06", 0, 0, total, total, length, start, len(data) - end - _END.size))
        out.write(data[end + _END.size :])
        return ZipArchive(out.getvalue(), self._path)

    def _entries(self, at: int, end: int) -> list[tuple[bytes, str, int]]:
        """The entries of the directory: the bytes, the member's name, and where its header stands."""
        found = []
        for member in self._zip.infolist():
            fields = _CENTRAL.unpack_from(self.data, at)
            length = _CENTRAL.size + sum(fields[10:13])
            found.append((self.data[at : at + length], member.filename, member.header_offset))
            at += length
        if at != end:
            raise SourceError(
                self._path, "is a zip file of an uncommon kind, which can be read but not mended"
            )
        return found


def _local(data: bytes, at: int, member: _Member) -> bytes:
    """A member behind a local header like the one that stands in `data`."""
    sign, version, flags, _, time, date, _, _, _, names, extras = _LOCAL.unpack_from(data, at)
    name = data[at + _LOCAL.size : at + _LOCAL.size + names]
    extra = _without_zip64(data[at + _LOCAL.size + names : at + _LOCAL.size + names + extras])
    head = _LOCAL.pack(
        *(sign, max(version, 20), flags & ~_SIZES_BEHIND, zipfile.ZIP_DEFLATED, time, date),
        *(member.crc, len(member.packed), member.size, names, len(extra)),
    )
    return head + name + extra + member.packed


def _entry(entry: bytes, offset: int, member: _Member | None) -> bytes:
    """An entry of the directory with another place, and for another member where one is given."""
    fields = list(_CENTRAL.unpack_from(entry))
    names, extras = fields[10:12]
    at = _CENTRAL.size + names
    name, extra, comment = entry[_CENTRAL.size : at], entry[at : at + extras], entry[at + extras :]
    fields[16] = offset
    if member is not None:
        extra = _without_zip64(extra)
        fields[2:5] = max(fields[2], 20), fields[3] & ~_SIZES_BEHIND, zipfile.ZIP_DEFLATED
        fields[7:10] = member.crc, len(member.packed), member.size
        fields[11] = len(extra)
    return _CENTRAL.pack(*fields) + name + extra + comment


def _without_zip64(extra: bytes) -> bytes:
    """The extra fields without the sizes of a member that may have been large."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind != _ZIP64:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept + extra[at:]


#: 1 January 1980, the first day that the format knows: equal reports are equal files.
_DAY = 0x21


def _local_header(name: str) -> bytes:
    raw = name.encode("ascii")
    return _LOCAL.pack(b"PK\x03\x04", 20, 0, zipfile.ZIP_DEFLATED, 0, _DAY, 0, 0, 0, len(raw), 0) + raw


def _central_header(name: str) -> bytes:
    raw = name.encode("ascii")
    return _CENTRAL.pack(b"PK\x01\x02", 20, 20, 0, 8, 0, _DAY, 0, 0, 0, len(raw), 0, 0, 0, 0, 0, 0) + raw
