"""`broken-markdown`."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from copydesk import (
    MASK,
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)

__all__ = ["BrokenMarkdown"]

_ADDRESS = r"(?:https?://|www\.|mailto:|/\w|\.\.?/|#\w)"
#: What a link leaves in the text that is none: its address is open, set apart, or in the wrong brackets.
_OPEN_LINK = lazy_pattern(rf"\]\((?={_ADDRESS})(?P<address>[^\s()]*)(?P<close>\)?)")
_IN_ADDRESS = lazy_pattern(r"\s(?=[^\s()]*/[^\s()]*\))")
_APART = lazy_pattern(rf"\] \((?={_ADDRESS})[^\s()]+\)")
_SWAPPED = lazy_pattern(rf"\)\[(?={_ADDRESS})[^\s\[\]]+\]")
_STRONG = lazy_pattern(r"(?<!\*)\*\*(?!\*)")
_EMPTY = lazy_pattern(r"(?<![*\w])\*{4}(?![*\w])")
_HEADING = lazy_pattern(r"#{2,6}(?=[A-Z][\w’']* ?[\w’'])")
_SPACE = " \u00a0"
#: Beside these, asterisks are those of a path: “meta*/**”.
_PATH = frozenset("/\\*")
#: How many of an article’s findings offer a fix.
_MENDED = 12
_UNSEEN = frozenset({Kind.CODE, Kind.MARKUP, Kind.TABLE_CELL})


class BrokenMarkdown(Rule[NoOptions]):
    """Finds Markdown that is not taken for Markdown, so that its signs show on the page.

    A link that never closes shows its brackets and its address, emphasis with a space on the inner side of
    its asterisks shows the asterisks, and a heading without the space after its signs is a line of text that
    begins with them.

    The fix closes the link, moves the space or adds it; it is unsafe, since it changes how the page looks.
    Asterisks that leave letters out, rows of them, footnotes, hashtags, shortcodes and code are left alone,
    and so are single asterisks and underscores, which stand for themselves too often.
    """

    meta = Meta(
        name="broken-markdown",
        group="markup",
        since="0.2",
        summary="{what}.",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad(
            "Read [the report⟦](https://example.org/tides⟧ first.",
            fixed="Read [the report](https://example.org/tides) first.",
            format="markdown",
        ),
        Bad(
            "Read [the report⟦] (https://example.org/tides)⟧ first.",
            fixed="Read [the report](https://example.org/tides) first.",
            format="markdown",
        ),
        Bad("Read (the report⟦)[https://example.org/tides]⟧ first.", format="markdown"),
        Bad("It is ⟦** late **⟧ now.", fixed="It is **late** now.", format="markdown"),
        Bad("The ⟦**harbour **⟧(old) is shut.", fixed="The **harbour** (old) is shut.", format="markdown"),
        Bad("The ⟦**⟧harbour is shut.", format="markdown"),
        Bad("⟦##⟧The harbour\n\nIt is shut.", fixed="## The harbour\n\nIt is shut.", format="markdown"),
        Good(
            "Read [the report](https://example.org) and **all** of it, the f**king end, ***, 2 ** 3.",
            format="markdown",
        ),
        Good('See [it]({{< ref "a.md" >}}), `**x` and #tides.\n\n#Tides of May', format="markdown"),
        Good("Read [the report](https://example.org/tides first, ** late **."),
        Good("They are in data*/** and **/notes, it says.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for count, finding in enumerate(self._find(article)):
            # Each fix changes what is read as markup, so that each is verified by reading the article again.
            yield finding if count < _MENDED else replace(finding, fixes=())

    def _find(self, article: Article) -> Iterator[Finding]:
        if article.format != "markdown":
            return
        prose = article.prose
        if "]" in article.characters:
            yield from self._links(article)
        if "**" in prose:
            yield from self._emphasis(article)
        if "##" in prose:
            for block in article.prose_blocks:
                match = _HEADING.match(prose, *block.span)
                if match and block.kind is Kind.PARAGRAPH:
                    fix = _repair("Insert a space", Edit(Span(match.end(), match.end()), " "))
                    yield self.finding(match.span(), fix, what="This heading needs a space after its signs")

    def _links(self, article: Article) -> Iterator[Finding]:
        text = article.text  # an address is no prose
        for match in _OPEN_LINK.finditer(text):
            if match["close"] or not _is_seen(article, match.start()):
                continue
            at = match.end()
            if gap := _IN_ADDRESS.match(text, at):
                fix = _repair("Delete the space", Edit(Span(at, gap.end())))
                yield self.finding(
                    match.span(), fix, what="A space in its address keeps this link from working"
                )
            else:
                fix = _repair("Close the link", Edit(Span(at, at), ")"))
                yield self.finding(
                    match.span(), fix, what="This link is not closed, so that its address shows"
                )
        for match in _APART.finditer(text):
            if _is_seen(article, match.start()):
                space = Span(match.start() + 1, match.start() + 2)
                fix = _repair("Delete the space", Edit(space))
                yield self.finding(match.span(), fix, what="A space keeps this link from working")
        for match in _SWAPPED.finditer(text):
            if _is_seen(article, match.start()):
                yield self.finding(match.span(), what="The brackets of this link are the wrong way round")

    def _emphasis(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        for match in _EMPTY.finditer(prose):
            if _is_seen(article, match.start()):
                yield self.finding(
                    match.span(), what="These asterisks show, since there is nothing between them"
                )
        by_block: dict[int, list[int]] = {}
        for match in _STRONG.finditer(prose):
            index = article.index_at(match.start())
            if index is not None and _is_seen(article, match.start()):
                by_block.setdefault(index, []).append(match.start())
        for marks in by_block.values():
            yield from self._in_block(prose, marks)

    def _in_block(self, prose: str, marks: list[int]) -> Iterator[Finding]:
        marks = [at for at in marks if not (_is_letter(prose, at - 1) and _is_letter(prose, at + 2))]
        marks = [
            at for at in marks if not (at and prose[at - 1] in _PATH) and prose[at + 2 : at + 3] not in _PATH
        ]
        spaced = [at for at in marks if not (_is_space(prose, at - 1) and _is_space(prose, at + 2))]
        while marks:
            first, last = marks[0], marks[1] if len(marks) > 1 else None
            if last is None:
                if first in spaced:
                    yield self.finding(
                        (first, first + 2), what="These asterisks show: nothing closes the emphasis"
                    )
                return
            marks = marks[2:]
            yield self._pair(prose, first, last)

    def _pair(self, prose: str, first: int, last: int) -> Finding:
        edits: list[Edit] = []
        what = "A space inside these asterisks keeps the emphasis from working"
        if _is_space(prose, first + 2):
            edits.append(Edit(Span(first + 2, first + 3)))
        if _is_space(prose, last - 1):
            edits.append(Edit(Span(last - 1, last)))
            if prose[last + 2 : last + 3].isalnum() or prose[last + 2 : last + 3] in '([“"':
                edits.append(Edit(Span(last + 2, last + 2), " "))
        span = (first, last + 2)
        if not edits:
            return self.finding(span, what="These asterisks show on the page instead of emphasis")
        return self.finding(span, _repair("Move the space", *edits), what=what)


def _repair(title: str, *edits: Edit) -> Fix:
    """A fix that changes what is read as markup, so that the engine makes it unsafe."""
    return Fix(title, edits, Safety.SAFE, repair=True)


def _is_seen(article: Article, at: int) -> bool:
    block = article.block_at(at)
    return article.prose[at] != MASK and block is not None and block.kind not in _UNSEEN


def _is_letter(prose: str, at: int) -> bool:
    return at >= 0 and prose[at : at + 1].isalnum()


def _is_space(prose: str, at: int) -> bool:
    return at >= 0 and prose[at : at + 1] in _SPACE
