"""`wrong-capitals`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

import msgspec

from copydesk import Article, Bad, Finding, Fix, FixAvailability, Good, Kind, Meta, Rule, lazy_pattern
from copydesk_rules.wording.lexicon import places_in_text

__all__ = ["WrongCapitals"]

_UNSEEN = frozenset({Kind.TABLE_CELL, Kind.ALT_TEXT, Kind.BYLINE, Kind.CODE, Kind.MARKUP})
#: A sentence that begins with a capital; a block that has one.
_SENTENCE = lazy_pattern(r"[a-z]{2}[.!?][\"”’)]? [\"“‘(]?[A-Z]")
_CAPITAL = lazy_pattern(r"[A-Z]")


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `wrong-capitals`."""

    allow: Annotated[
        frozenset[str], msgspec.Meta(description="Names that are right as they stand, capital or none.")
    ] = frozenset()


class WrongCapitals(Rule[Options]):
    """Finds a name without its capital, and a brand with its capitals in the wrong places.

    *English*, *Tuesday* and *California* are nothing in lower case but themselves misspelled, and *Github*
    and *Youtube* write themselves *GitHub* and *YouTube*. Which names are such is counted in much text: those
    that hardly ever stand in lower case there.

    Left alone are people's names, which may be a handle; programs that are typed in lower case (*rubygems*);
    what stands in code, paths, URLs and handles, and in tables; words in capitals throughout; an article in
    which sentences begin in lower case, and a heading that does.

    The fix puts the capitals, and isn't safe: it may be another name.
    """

    meta = Meta(
        name="wrong-capitals",
        group="names",
        since="0.2",
        summary="“{found}” should be “{wanted}”.",
        fix=FixAvailability.ALWAYS,
        language="en",
        yields_to=("inconsistent-name", "misspelled-name"),
    )
    examples = (
        Bad("The ferry sank. They speak ⟦english⟧ here.", fixed="The ferry sank. They speak English here."),
        Bad("The ferry sank. It left on ⟦tuesday⟧.", fixed="The ferry sank. It left on Tuesday."),
        Bad("It sank. The code is on ⟦Github⟧.", fixed="It sank. The code is on GitHub."),
        Bad("It sank. The film is on ⟦youtube⟧ now.", fixed="It sank. The film is on YouTube now."),
        Bad("It sank. She lost her ⟦Iphone⟧ there.", fixed="It sank. She lost her iPhone there."),
        Good("It sank. They speak English on Tuesday, on GITHUB, and ate turkey from the china shop."),
        Good(
            "It sank. See github.com/halden, @youtube, #english and english_words; run `github`.",
            format="markdown",
        ),
        Good("the ferry sank. they speak english there, and nobody minds."),
        Good("# moving to github\n\nIt sank. They slept.", format="markdown"),
        Good("It sank. We moved to Github.", options={"allow": ["Github"]}),
    )

    @cached_property
    def _allowed(self) -> frozenset[str]:
        parts = (part for name in self.house.names for part in name.split())
        return self.options.allow.union(self.house.words, parts)

    def check(self, article: Article) -> Iterator[Finding]:
        prose, forms = article.prose, _forms()
        wrong = sorted(forms.keys() & article.vocabulary.keys() - self._allowed)
        if not wrong or not _SENTENCE.search(prose):
            return
        for found in wrong:
            wanted = forms[found]
            for span in places_in_text(article, found):
                block = article.block_at(span.start)
                if block is None or block.kind in _UNSEEN or not _CAPITAL.search(prose, *block.span):
                    continue
                yield self.finding(span, Fix.replace(span, wanted), repeat=found, found=found, wanted=wanted)


@cache
def _forms() -> dict[str, str]:
    """What no name is written as, with what it is."""
    forms = {}
    for line in (Path(__file__).parent / "shared" / "capitals.txt").read_text(encoding="utf-8").splitlines():
        kind, _, name = line.partition(" ")
        if kind != "program":
            forms[name.lower()] = name
        if kind in ("brand", "program"):
            forms[name.capitalize()] = name
    return forms
