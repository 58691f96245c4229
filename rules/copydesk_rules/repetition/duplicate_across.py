"""`duplicate-across`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Block,
    Default,
    Elsewhere,
    Finding,
    Good,
    Kind,
    Meta,
    Passage,
    Rule,
    Span,
    is_verse,
    words_in,
)

__all__ = ["DuplicateAcross"]

_LOCKS = (
    "The two locks on the lower canal will be shut for the whole of February, the waterways trust said, so "
    "that the gates from 1911 can be lifted out and mended."
)
_BOATS = "Boats that winter above the locks should be moved before the end of January."


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `duplicate-across`."""

    min_words: Annotated[
        int, msgspec.Meta(ge=4, description="Paragraphs of fewer words may stand in several articles.")
    ] = 20
    most: Annotated[
        int,
        msgspec.Meta(
            ge=2, description="What stands in more articles than this is boilerplate, and not reported."
        ),
    ] = 3


class DuplicateAcross(Rule[Options]):
    """Finds a paragraph that stands in another article of the same run as well.

    A paragraph of background is carried from last month’s article into this one and never looked at again; a
    post is published twice under two addresses; a template is filled in and one paragraph forgotten. Readers
    who follow a subject meet the same words again, and search engines count them against both pages.

    It is off unless it is asked for: `copydesk check --across` selects it, as `extend-select` does. The
    articles of one run are compared, in the order of their paths: a paragraph belongs to the first that has
    it and is reported in the others, and all the paragraphs that two articles share are one finding. With
    `--since`, it belongs to the article that did not change.

    Two paragraphs are the same when their words are, whatever the case, the quotation marks and the markup.
    Left alone are paragraphs that stand in more than three articles, for those are meant to: the lines about
    the author, the disclaimer, the call to subscribe. So are quotations set as such, captions, list items,
    verse, and short paragraphs. Copies within one article are for `duplicate-paragraph`.
    """

    meta = Meta(
        name="duplicate-across",
        group="repetition",
        since="0.1",
        summary="This paragraph also stands in {path}.",
        default=Default.OFF,
    )
    examples = (
        Bad(f"{_BOATS}\n\n⟦{_LOCKS}⟧\n", elsewhere=(f"{_LOCKS}\n",)),
        Bad(f"**⟦{_LOCKS.upper()}⟧**\n", format="markdown", elsewhere=(f"{_LOCKS}\n",)),
        Good(f"{_BOATS}\n\n{_LOCKS}\n", elsewhere=(f"{_BOATS}\n",)),
        Good(f"{_LOCKS}\n", elsewhere=(f"{_LOCKS}\n",) * 3),
        Good(f"> {_LOCKS}\n", format="markdown", elsewhere=(f"> {_LOCKS}\n",)),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        return iter(())

    def passages(self, article: Article) -> Iterator[Passage]:
        for block, key in self._keys(article):
            yield Passage(Span(block.start, block.end), key, self.options.most)

    def check_across(
        self, article: Article, copies: Mapping[int, tuple[Elsewhere, ...]]
    ) -> Iterator[Finding]:
        for block, key in self._keys(article):
            if key in copies:
                others = copies[key]
                first = others[0]
                yield self.finding(
                    Span(block.start, block.end), elsewhere=others, repeat=first.path, path=first.path
                )

    def _keys(self, article: Article) -> Iterator[tuple[Block, int]]:
        """The paragraphs that should stand in one article only, the first of equal ones, and their keys."""
        from hashlib import blake2b

        seen = set()
        for block in article.blocks:
            if block.kind is not Kind.PARAGRAPH:
                continue
            text = article.text_of(block)
            words = words_in(text.casefold())
            if len(words) < self.options.min_words or is_verse(text):
                continue
            digest = blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest()
            key = int.from_bytes(digest, "big", signed=True)
            if key not in seen:
                seen.add(key)
                yield block, key
