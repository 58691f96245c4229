"""Metadata: what is known of an article beside its text."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

__all__ = ["Metadata"]


class Metadata(Struct, frozen=True, kw_only=True):
    """What is known of an article beside its text, as far as its source says it.

    Attributes:
        id: unique in the file; None where the file holds one article.
        date: as the source has it.
        section: the section, or else the first category, that it stands in.
        link: the address that it is published at.
        status: "publish", "draft": as the source has it.
        language: the code of the language that most of it is in.
    """

    id: str | None = None
    title: str | None = None
    author: str | None = None
    date: str | None = None
    slug: str | None = None
    section: str | None = None
    link: str | None = None
    status: str | None = None
    language: str | None = None

    def fields(self) -> dict[str, Any]:
        """What is known, by name, to make another value that holds it."""
        return {name: getattr(self, name) for name in Metadata.__struct_fields__}
