"""`leftover-entity`."""

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
from copydesk_rules.markup.shared.residue import in_residue
from copydesk_rules.markup.shared.tokens import CODE_SIGNS, Subject, excerpt, visible

__all__ = ["LeftoverEntity"]

_ENTITY = r"&(?:amp;)*(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});"
_RUN = lazy_pattern(rf"{_ENTITY}(?:{_ENTITY})*")
_ONE = lazy_pattern(_ENTITY)
#: A Web address in the text: a reader copies it, so its ampersands stay as they are.
_ADDRESS = lazy_pattern(r"(?:https?://|www\.)\S*$")
_SUBJECT = lazy_pattern(
    rf"\bX?HTML|\bXML\b|\bampersand|\b[Cc]haracter (?:reference|entit)|\bnon-?breaking space|{CODE_SIGNS}"
)
#: What only directs how text is set, and no text needs here.
_FORMAT = lazy_pattern("[\u00ad\u200b-\u200f\u2060\ufeff]")
#: How often a text may have been encoded: `&amp;amp;nbsp;` is three times.
_MAX_DEPTH = 8


class LeftoverEntity(Rule[NoOptions]):
    """Finds entities that readers see as code: `&nbsp;`, `&#8217;`, `&amp;amp;`.

    Text that was escaped twice, or taken from a page's source, shows the code for a character in place
    of the character. In plain text that is every entity; in Markdown and HTML it is one
    whose ampersand was escaped again (`&amp;nbsp;`).

    It leaves alone a lone ampersand (AT&T), what has no semicolon, Web addresses, code, and articles about
    HTML and its entities.

    The fix puts the character in the place of its code, however often it was escaped. It is safe:
    the article says what it was meant to say. A paragraph that holds nothing but blanks written this way
    is deleted. All places of one code are one finding.
    """

    meta = Meta(
        name="leftover-entity",
        group="markup",
        since="0.1",
        summary="“{found}” is the code of a character, not the character.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad(
            "The mayor⟦&rsquo;⟧s office said it didn⟦&#8217;⟧t know.",
            fixed="The mayor’s office said it didn’t know.",
        ),
        Bad(
            "It was dark.\n\n⟦&amp;nbsp;⟧\n\nThen the lights came on.",
            fixed="It was dark.\n\nThen the lights came on.",
        ),
        Bad("Smith ⟦&amp;⟧ Sons paid 40⟦&nbsp;⟧percent.", fixed="Smith & Sons paid 40\u00a0percent."),
        Bad("It was late.⟦&nbsp;⟧ She left.", fixed="It was late. She left."),
        Bad("<p>Smith ⟦&amp;amp;⟧ Sons closed.</p>", format="html", fixed="<p>Smith &amp; Sons closed.</p>"),
        Good("AT&T and R&D; see https://example.org/?a=1&amp;b=2 for Q&A&more."),
        Good("In HTML, &nbsp; keeps two words on a line."),
        Good("<p>Smith &amp; Sons&nbsp;closed.</p>", format="html"),
        Good("Smith &amp; Sons&nbsp;closed. Write `&amp;` for it.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        if "&" not in article.text:
            return
        text = visible(article)
        found = [Span(*m.span()) for m in _RUN.finditer(text) if _is_known(m[0])]
        found = [span for span in found if not _ADDRESS.search(text, max(0, span.start - 200), span.start)]
        if not found:
            return
        subject = Subject(article, _SUBJECT)
        residue = in_residue(article, found)
        for i, span in enumerate(found):
            block = article.block_at(span.start)
            if i in residue or block is None:
                continue
            if span != block.span and subject.is_near(span.start):
                continue
            decoded = _decoded(text[span.start : span.end])
            edit = Edit(span, decoded) if decoded.strip() else _blank(text, span, decoded, block.span)
            shown = excerpt(article, span)
            title = f"Replace with “{decoded}”" if decoded.strip() else "Replace with the space it stands for"
            fix = Fix(title, (edit,), Safety.SAFE, repair=True)
            yield self.finding(span, fix, repeat=text[span.start : span.end], found=shown)


def _is_known(run: str) -> bool:
    from html.entities import html5

    return all(name.startswith("#") or f"{name};" in html5 for name in _names(run))


def _names(run: str) -> Iterator[str]:
    for match in _ONE.finditer(run):
        yield match[0].rstrip(";").rsplit(";", 1)[-1].lstrip("&")


def _decoded(code: str) -> str:
    from html import unescape

    for _ in range(_MAX_DEPTH):
        code = unescape(code)
    return _FORMAT.sub("", code)


def _blank(text: str, span: Span, decoded: str, block: Span) -> Edit:
    """The edit for codes of blanks: a blank between two words, nothing beside one or at an end."""
    start, end = span
    while start > block.start and text[start - 1].isspace():
        start -= 1
    while end < block.end and text[end].isspace():
        end += 1
    if start == block.start or end == block.end:
        return Edit(Span(start, end))
    return Edit(Span(start, end), decoded[:1] if (start, end) == span else " ")
