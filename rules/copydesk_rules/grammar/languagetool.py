"""`languagetool`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Default,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Rule,
    Span,
    UnavailableError,
)
from copydesk_rules.grammar.shared.servers import DOWNLOADED, LOCAL, SERVERS

if TYPE_CHECKING:
    from copydesk_rules.grammar.shared.matches import Match

__all__ = ["LanguageTool"]

_TRUSTED = {"trusted": True}
#: How many of its corrections are offered.
_OFFERED = 3


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `languagetool`."""

    server: Annotated[
        str,
        msgspec.Meta(
            description="The server to ask, as `http://localhost:8081`; by default one is started.",
            extra=_TRUSTED,
        ),
    ] = ""
    download: Annotated[
        bool,
        msgspec.Meta(
            description="Whether language-tool-python may download LanguageTool where it is missing.",
            extra=_TRUSTED,
        ),
    ] = False
    timeout: Annotated[
        float,
        msgspec.Meta(gt=0, description="How long one answer may take, in seconds; it is asked for twice."),
    ] = 60.0
    off: Annotated[
        frozenset[str],
        msgspec.Meta(description="LanguageTool’s rules and categories that are not wanted, by its names."),
    ] = frozenset()


class LanguageTool(Rule[Options]):
    """Finds what [LanguageTool](https://languagetool.org) finds, less what an editor would not act on.

    LanguageTool has thousands of rules of grammar, and reports 16 to 19 findings per 1,000 words of published
    articles, mostly names and dialect. Of these are left out: matters of style and typography, quoted speech,
    block quotes, names, words of another dialect, words that may be new, and what another rule of copydesk
    reports. That leaves fewer than one, and three of five are right. The English that an article is held to
    is the house's `dialect`, or else as the article spells.

    It is off by default: it needs the extra `copydesk[languagetool]`, Java 17, and LanguageTool, which
    `copydesk languagetool install` gets. [How to set it up](../languagetool.md) says more, and how to use a
    server that runs already. Where it cannot run, one line says why, and all other rules' findings are there.

    The fix puts LanguageTool's first correction; it isn't safe, because it changes words.
    """

    meta = Meta(
        name="languagetool",
        group="grammar",
        since="0.2",
        summary="{says} (LanguageTool: {rule})",
        fix=FixAvailability.SOMETIMES,
        default=Default.OFF,
        confidence=0.6,
        yields_to=("repetition", "wording", "markup", "names", "quotation", "punctuation", "structure"),
    )
    examples = (
        Bad("It ⟦have⟧ three doors.", fixed="It has three doors."),
        Bad(
            "The town has an old church for the ⟦back drop⟧.",
            fixed="The town has an old church for the backdrop.",
        ),
        Bad(
            "“Well,” he said 🙂, and it ⟦have⟧ three doors.",
            fixed="“Well,” he said 🙂, and it has three doors.",
        ),
        Good("“It have three doors,” he said."),
        Good("Ms Vrabelyova met Mr Vrabelyov. Later Vrabelyova left Karrow."),
        Good("It has three doors."),
    )

    @property
    def remembered(self) -> bool:
        # One of our own is of a known version; a server may be another tomorrow.
        return not self.options.server

    @property
    def _key(self) -> str:
        return self.options.server or (DOWNLOADED if self.options.download else LOCAL)

    def prepare(self) -> None:
        SERVERS.get(self._key)

    def check(self, article: Article) -> Iterator[Finding]:
        # Off by default, so what it takes is imported only where it runs.
        from copydesk_rules.grammar.shared.asking import by_language, is_asked_about, matches_in, readable
        from copydesk_rules.grammar.shared.filter import categories_off, wanted

        if not any(map(is_asked_about, article.blocks)):
            return
        server = SERVERS.get(self._key)
        for language, blocks in by_language(article, self.house.dialect, server.languages):
            texts = [readable(article.prose_of(block)) for block in blocks]
            try:
                found = matches_in(server, language, texts, self.options.timeout, categories_off())
            except UnavailableError as error:
                SERVERS.give_up(self._key, error)
                raise
            matches = [
                match._replace(start=block.start + match.start, end=block.start + match.end)
                for block, some in zip(blocks, found, strict=True)
                for match in some
            ]
            yield from map(self._report, wanted(article, matches, self.house, self.options.off))

    def _report(self, match: Match) -> Finding:
        span = Span(match.start, match.end)
        return self.finding(
            span,
            *(Fix.replace(span, text) for text in match.replacements[:_OFFERED]),
            says=match.message.rstrip(),
            rule=match.rule,
            data={"languagetool": match.rule, "category": match.category},
        )
