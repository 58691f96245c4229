"""`wrong-apostrophe`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated, token_at

__all__ = ["WrongApostrophe"]

_ENDING = r"(?:s|t|re|ve|ll|d|m)(?![\w’'‘´`;])"
#: An opening mark in a word, or before what is left of one. Between two vowels it is a letter: Hawai‘i.
_OPENING = lazy_pattern(
    rf"‘(?:(?<=[A-Za-z]{{2}}‘){_ENDING}|(?<=\b[Ii]‘)(?:m|d|ve|ll)\b|(?<=\b[oO]‘)clock\b"
    r"|(?<!\w‘)(?:\d\ds(?!\w)|[nN](?=[’'‘ ])|(?:em|til|tis|twas|bout)\b))"
)
#: A grave or an acute accent, a semicolon, a double mark.
_ACCENT = lazy_pattern(rf"[´`](?<=[A-Za-z]{{2}}.){_ENDING}|[;\"”](?<=[dsrtn]n.)t(?![\w;])")
_NAMES = {
    "‘": "an opening quotation mark",
    "´": "an accent",
    "`": "an accent",
    ";": "a semicolon",
    '"': "a quotation mark",
    "”": "a quotation mark",
}
_ACCENTS = '´`;"”'


class WrongApostrophe(Rule[NoOptions]):
    """Finds another mark where an apostrophe belongs.

    A word processor turns the apostrophe of *’90s* and *rock ’n’ roll* into an opening quotation mark, and
    keyboards give an accent or a semicolon in its place: *don´t*, *didn;t*. A reader who has seen the
    opening mark waits for the end of a quotation that never comes.

    The fix puts the apostrophe that the article uses, and is safe. Left alone are quotations (‘90s’ and
    ‘til then’), the letter of Hawaiian and Arabic names (*Hawai‘i*), and program code.
    """

    meta = Meta(
        name="wrong-apostrophe",
        group="punctuation",
        since="0.2",
        summary="This apostrophe is written as {what}.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
        confidence=0.95,
    )
    examples = (
        Bad("They played it in the ⟦‘90s⟧.", fixed="They played it in the ’90s."),
        Bad("It is rock ⟦‘n’⟧ roll, and rock ⟦‘n⟧ roll.", fixed="It is rock ’n’ roll, and rock ’n’ roll."),
        Bad("It doesn⟦‘t⟧ matter to the mayor.", fixed="It doesn’t matter to the mayor."),
        Bad("Give ⟦‘em⟧ time.", fixed="Give ’em time."),
        Bad("It doesn⟦´t⟧ matter. It's the boat's.", fixed="It doesn't matter. It's the boat's."),
        Bad("It didn⟦;t⟧ matter to her.", fixed="It didn’t matter to her."),
        Good("The ’90s, rock ’n’ roll, Hawai‘i, O‘ahu, the ‘t’ allele, ‘til then’, ‘n’ as in ‘no’."),
        Good("He called them ‘90s’ and ‘em’; x;t and don&rsquo;t, f`t`."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if "‘" in article.characters:
            for match in _OPENING.finditer(prose):
                if not _is_quoted(prose, match.start(), match.end()):
                    yield from self._report(article, match.start(), match.end())
        if not article.characters.isdisjoint("´`;"):
            for match in _ACCENT.finditer(prose):
                if "&" not in token_at(prose, *match.span()):
                    yield from self._report(article, match.start(), match.end())

    def _report(self, article: Article, at: int, end: int) -> Iterator[Finding]:
        if article.derive(Punctuated).block_at(at) is None:
            return
        prose = article.prose
        right = "'" if "'" in article.characters and "’" not in article.characters else "’"
        edits = [Edit(Span(at, at + 1), right)]
        if prose[at + 1 : end].lower() == "n":
            closing = prose[end] in "’'‘"
            edits.append(Edit(Span(end, end + closing), right))
            end += closing
        fix = Fix("Put an apostrophe", tuple(edits), Safety.SAFE, repair=True)
        yield self.finding((at, end), fix, what=_NAMES[prose[at]], repeat=prose[at])


def _is_quoted(prose: str, at: int, end: int) -> bool:
    """Whether a mark opens a quotation of one word or number, or of a few of them."""
    if prose[at - 1 : at].isalnum():
        return False
    if prose[at + 1 : end].lower() == "n":
        left = prose[max(0, at - 2) : at]
        return not (left[:1].isalpha() and left[1:] == " " and prose[end + 1 : end + 3].strip()[:1].isalpha())
    block_end = prose.find("\n", end, end + 80)
    rest = prose[end : block_end if block_end >= 0 else end + 80]
    closing = rest.find("’")
    while closing >= 0:
        if not rest[closing + 1 : closing + 2].isalnum():
            return "‘" not in rest[:closing] and rest[closing - 1 : closing].lower() != "s"
        closing = rest.find("’", closing + 1)
    return False
