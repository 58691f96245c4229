"""`punctuation-spacing`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from copydesk import (
    Article,
    Bad,
    Block,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Quotation,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import (
    Punctuated,
    is_word_like,
    token_at,
    word_end,
    word_start,
    words,
)
from copydesk_rules.punctuation.shared.slips import slips_in
from copydesk_rules.wording.lexicon import is_word

__all__ = ["PunctuationSpacing"]

_NAMES = {
    ",": "comma",
    ".": "full stop",
    ";": "semicolon",
    "!": "exclamation mark",
    "?": "question mark",
    ")": "closing bracket",
}
_SPACE = " \u00a0"
# Each pattern begins with the mark and looks back from it: marks are rare, and so it is fast.
#: A mark that takes no space before it, behind one.
_BEFORE = lazy_pattern(r"[,.!?);](?<=[ \u00a0].)(?:(?=[\s\"”’)])(?!(?<=;)[\"”’)])|\Z)(?![ \u00a0]\.)")
#: What a mark may follow. A single letter is a variable of a formula.
_MARKED = lazy_pattern(r"[\w\"”’»)\]%]\Z(?<!\b[b-hj-zB-HJ-Z])")
#: The marks that French sets off with a space.
_SET_OFF = frozenset(";!?")
_LED_TO = lazy_pattern(r"(?:and|or|of)\b")
_OPENING = lazy_pattern(r"\((?<![^\s\"“]\()[ \u00a0]+(?=\w)")
_CLOSED_WITHIN = 400
#: A block shorter than this, in code points, may be a label: “New game ?”.
_LABEL = 40
#: A word that leads to another: with a mark behind it, the other one was lost.
_LEADS_ON = lazy_pattern(
    r"\b(?:a|an|(?i:and|are|at|between|but|by|for|from|in|into|is|of|on|or|pronounced|see|than|the|their|to"
    r"|via"
    r"|was|were|with)|Figures?|Figs?|Tables?)\Z"
)
#: An article that has lost so many words before a mark has lost those before the others too.
_MANY_LOST = 2

_STOP = lazy_pattern(r"[.!?](?<=[a-z]{2}.)\)?(?=[A-Z])")
_JOINED = lazy_pattern(r"[\"“‘(]*(?P<left>[\w'’-]+)[.!?]\)?(?P<right>(?:I|A|[A-Z][a-z'’]+))[.,;:!?\"”’)]*")
_COMMA = lazy_pattern(
    r",(?=[A-Za-z])(?:(?<=[^\W_]{2},)(?=[a-z]{2}|[A-Z][a-z])|(?<=[)”],)(?=[a-z]{2}))"
    r"|;(?<=[a-z]{3};)(?=[a-z]{2})"
)
_NUMBER = lazy_pattern(r"\d\d?[.)](?=[A-Z][a-z]+ )")

_LONGEST = 40


class PunctuationSpacing(Rule[NoOptions]):
    """Finds marks with a space where none belongs, and without one where one does.

    - a space before a comma, a full stop, a semicolon, a question or exclamation mark, and just inside
      quotation marks and brackets: `" You did well."`, `the harbour , then`;
    - none after a full stop, a comma, a list's number, or between a quotation and the words beside it:
      `They left.Nobody stayed`, `3.Beatrice`;
    - a space on the wrong side of a mark, or inside a word: `came ,saw`, `the mayor ’s`, `so- called`, `€ 5`,
      `and/ or`; a dash with a space on one side only: `late- and`.

    The fix changes no word and is safe, in quoted speech too; where a hyphen may have been meant for a
    dash, it is unsafe. Where a mark follows a word that leads on (“voted for , and”), a word, a link or a
    formula is missing, and nothing is offered. The same slip in several places is one finding.

    Left alone are the spaces of French (« », and those before ; : ! ?), decimals, times, versions,
    addresses, names of files, initials, abbreviations, ellipses however they are spaced, emoticons,
    variables in a formula, tables and program code; suspended hyphens (*two- or three-day*), suffixes that
    are spoken of (*-ing*), and signs that an article sets off throughout (*€ 5*, *5 %*). Straight quotation
    marks are judged only in a paragraph in which each has its partner.
    """

    meta = Meta(
        name="punctuation-spacing",
        group="punctuation",
        since="0.1",
        summary="{what}.",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
        confidence=0.96,
    )
    examples = (
        Bad('He was kind. ⟦" You⟧ did well," he said.', fixed='He was kind. "You did well," he said.'),
        Bad('"Must we go⟦? "⟧ she wrote. "I would not."', fixed='"Must we go?" she wrote. "I would not."'),
        Bad("The song closes “⟦Dawn ”⟧ each night.", fixed="The song closes “Dawn” each night."),
        Bad("They sold the boat⟦ ,⟧ then the house.", fixed="They sold the boat, then the house."),
        Bad("The harbour (and its pier⟦ )⟧ is closed.", fixed="The harbour (and its pier) is closed."),
        Bad("They voted for⟦ ,⟧ and against it."),
        Bad("The harbour is one of those shown in⟦ .⟧ It is closed."),
        Bad("They left the island⟦.Nobody⟧ stayed.", fixed="They left the island. Nobody stayed."),
        Bad("He fled the island⟦.It⟧ was late.", fixed="He fled the island. It was late."),
        Bad("Add the broth⟦,water⟧ and salt.", fixed="Add the broth, water and salt."),
        Bad("It fell by a third⟦.“We⟧ ran,” he said.", fixed="It fell by a third. “We ran,” he said."),
        Bad("⟦3.Beatrice⟧ Halden won twice.", fixed="3. Beatrice Halden won twice."),
        Bad("The ⟦so- called⟧ reform failed.", fixed="The so-called reform failed."),
        Bad("He stood ⟦with- out⟧ a coat.", fixed="He stood without a coat."),
        Bad("It doesn⟦ ’t⟧ matter to the mayor.", fixed="It doesn’t matter to the mayor."),
        Bad("The mayor⟦’ s⟧ house burned.", fixed="The mayor’s house burned."),
        Bad("It rose to ⟦€ ⟧5 in May.", fixed="It rose to €5 in May."),
        Bad(
            "It rose by 5⟦ %⟧ in May, 6% in June, 7% in July.",
            fixed="It rose by 5% in May, 6% in June, 7% in July.",
        ),
        Bad("She came⟦ ,⟧saw and left.", fixed="She came, saw and left."),
        Bad("She said⟦:The⟧ boat is late.", fixed="She said: The boat is late."),
        Bad("It was late⟦ -and⟧ the crew slept.", fixed="It was late – and the crew slept."),
        Bad("Bring ropes and⟦/ ⟧or nails.", fixed="Bring ropes and/or nails."),
        Bad("The ⟦boat(⟧which sank) was new.", fixed="The boat (which sank) was new."),
        Bad("The boat⟦( ⟧which sank) was new.", fixed="The boat (which sank) was new."),
        Bad("The boat (a new one⟦)sa⟧nk.", fixed="The boat (a new one) sank."),
        Bad("The mayor sai⟦d“⟧we can” twice.", fixed="The mayor said “we can” twice."),
        Bad("They left the island⟦.the⟧ crew stayed.", fixed="They left the island. The crew stayed."),
        Good(
            "Two- or three-day trips, the un- of undone, add ’s to it; € 5, € 6 and € 7; the -ing form of it."
        ),
        Good("Do not hyphenate words beginning with multi- unless you must; but re-enter it."),
        Good("The harbour(s) of the (in)action, foo(bar), port:Port, and “A”s; use --and or -and here."),
        Good("« Vous partez ? » dit-il ; elle resta : « Non ! »", language="fr"),
        Good("At 7.30 p.m. on Jan. 3,200 people in the U.S., e.g., J.R.R. Tolkien’s, left Node.js 3.11."),
        Good(
            "See example.com, Booking.Com, ASP.NET, notes.txt, me@Example.Com and /srv/a.B/c for .NET files."
        ),
        Good("We waited . . . and waited... Then it rained ... “ ‘No,’ ” he said. Thanks ;) and bye :)"),
        Good('The U.S.-led talks, the 5\'10" man and the 12" record: all “A”s, said Ph.D.s and St. Ives.'),
        Good("Call readAll( [encoding] ) of the [fs.Dirent] there: tl;dr."),
        Good("Let (x , y) be a point; call stuff.Thing and stuff.Other, then array( $x ) and f(); at last."),
        Good("```\na ,b.C\n```\n\nUse `a ,b.C` and **no** _more_, please.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        blocks = article.derive(Punctuated)
        yield from self._space_before(article, blocks)
        yield from self._space_missing(article, blocks)
        yield from self._quotations(article, blocks)
        yield from self._slips(article, blocks)

    def _space_before(self, article: Article, blocks: Punctuated) -> Iterator[Finding]:
        prose = article.prose
        found = list(self._spaced(article, blocks))
        lost = [
            block
            for block, span in found
            if _LEADS_ON.search(prose, max(block.start, span.start - _LONGEST), span.start)
        ]
        for block, span in found:
            mark = prose[span.end - 1]
            if block in lost or len(lost) >= _MANY_LOST:
                if mark in ",.;)":  # else one that is spoken of
                    yield self.finding(span, what=f"Something is missing before this {_NAMES[mark]}")
            else:
                space = Span(span.start, span.end - 1)
                yield self._delete(span, space, f"There is a space before this {_NAMES[mark]}")
        for match in _OPENING.finditer(prose):
            if blocks.block_at(match.start()):
                span = Span(*match.span())
                if _LED_TO.match(prose, match.end()):
                    yield self.finding(span, what="Something is missing after this opening bracket")
                else:
                    space = Span(span.start + 1, span.end)
                    yield self._delete(span, space, "There is a space after this opening bracket")

    def _spaced(self, article: Article, blocks: Punctuated) -> Iterator[tuple[Block, Span]]:
        """The marks that have a space before them and should not, with the space."""
        prose = article.prose
        for match in _BEFORE.finditer(prose):
            mark, at = match[0], match.start()
            start = at - 1
            while start and prose[start - 1] in _SPACE:
                start -= 1
            block = blocks.block_at(at) if _MARKED.search(prose, max(0, start - 2), start) else None
            if block is None:
                continue
            language = article.language_of(block) or ""
            if mark in _SET_OFF and (language.startswith("fr") or len(block.span) < _LABEL):
                continue
            if mark != ")" or _opened(prose, max(block.start, at - _CLOSED_WITHIN), at):
                yield block, Span(start, match.end())

    def _space_missing(self, article: Article, blocks: Punctuated) -> Iterator[Finding]:
        prose = article.prose
        joined: list[tuple[re.Match[str], str]] = []
        for match in _STOP.finditer(prose):
            token = _JOINED.fullmatch(token_at(prose, *match.span()))
            if (
                token
                and _is_end_of_sentence(token["left"], token["right"])
                and blocks.block_at(match.start())
            ):
                joined.append((match, token["left"]))
        spaces = Counter(left for _, left in joined)
        for match, left in joined:
            if spaces[left] == 1:  # else a namespace
                yield self._insert(prose, match, f"There is no space after this {_NAMES[match[0][0]]}")
        for match in _COMMA.finditer(prose):
            around = token_at(prose, *match.span())
            alone = around.rstrip(",;").count(match[0]) == 1  # else a list of values
            if alone and is_word_like(around) and blocks.block_at(match.start()):
                yield self._insert(prose, match, f"There is no space after this {_NAMES[match[0]]}")
        for block in article.prose_blocks:
            number = _NUMBER.match(prose, *block.span)
            if number and blocks.block_at(block.start):
                yield self._insert(prose, number, "There is no space after this number")

    def _quotations(self, article: Article, blocks: Punctuated) -> Iterator[Finding]:
        prose = article.prose
        for _, group in groupby(article.quotations, key=lambda q: article.index_at(q.span.start)):
            quotations, found = list(group), list[Finding]()
            sure = all(
                q.opened and q.closed for q in quotations if prose[q.span.start] == '"' or q.mark == '"'
            )
            for q in quotations:
                if not (q.opened and q.closed and q.inner) or q.mark not in '“"':
                    continue
                if q.mark == '"' and not sure:
                    continue
                found.extend(self._quotation(prose, q))
            if found and blocks.block_at(quotations[0].span.start):
                yield from found

    def _quotation(self, prose: str, q: Quotation) -> Iterator[Finding]:
        start, end = q.inner.start, q.inner.end
        while start < end and prose[start] in _SPACE:
            start += 1
        while start < end and prose[end - 1] in _SPACE:
            end -= 1
        if start == end:
            return
        before, behind = prose[q.span.start - 1 : q.span.start], prose[q.span.end : q.span.end + 1]
        # Behind a digit and a space, a straight mark stands for inches.
        opens = not before.strip() and not prose[max(0, q.span.start - 2)].isdigit()
        if start > q.inner.start and prose[start].isalnum() and (opens or before in "([—–"):
            span = Span(q.span.start, word_end(prose, start))
            yield self._delete(
                span, Span(q.inner.start, start), "There is a space inside this quotation mark"
            )
        if end < q.inner.end and not (
            prose[end - 1].isdigit() or prose[end - 1] in "'’‘" or behind.isalnum()
        ):
            span = Span(min(end - 1, word_start(prose, end)), q.span.end)
            yield self._delete(span, Span(end, q.inner.end), "There is a space inside this quotation mark")
        if start == q.inner.start and before and before in ".,;!?" and prose[q.span.start - 2].isalpha():
            span = Span(q.span.start - 1, word_end(prose, start))
            yield self._put(prose, span, q.span.start, "There is no space before this quotation")
        if end == q.inner.end and behind.isalpha() and prose[end - 1] in ".,!?":
            span = Span(end - 1, word_end(prose, q.span.end))
            yield self._put(prose, span, q.span.end, "There is no space after this quotation")

    def _slips(self, article: Article, blocks: Punctuated) -> Iterator[Finding]:
        for slip in slips_in(article):
            block = blocks.block_at(slip.span.start)
            # Other languages set signs, colons and apostrophes in other ways.
            if block is not None and (article.language_of(block) or "en").startswith("en"):
                safety = Safety.SAFE if slip.sure else Safety.UNSAFE
                title = "Insert a space" if "no space" in slip.what else "Fix the spacing"
                fix = Fix(title, slip.edits, safety, repair=slip.sure)
                yield self.finding(slip.span, fix, what=slip.what, repeat=slip.what)

    def _delete(self, span: Span, space: Span, what: str) -> Finding:
        fix = _repair("Delete the space", Edit(space))
        return self.finding(span, fix, what=what, repeat=what)

    def _insert(self, prose: str, match: re.Match[str], what: str) -> Finding:
        return self._put(prose, Span(match.start(), word_end(prose, match.end())), match.end(), what)

    def _put(self, prose: str, span: Span, at: int, what: str) -> Finding:
        # The space goes with the mark, so that it stands before the markup of the words behind.
        fix = _repair("Insert a space", Edit(Span(at - 1, at), f"{prose[at - 1]} "))
        return self.finding(span, fix, what=what, repeat=what)


def _repair(title: str, edit: Edit) -> Fix:
    """A fix that changes no word, so that it is safe in quoted speech too."""
    return Fix(title, (edit,), Safety.SAFE, repair=True)


def _opened(prose: str, start: int, end: int) -> bool:
    """Whether a round bracket is open at the end of a stretch, and is not that of a call: “f( x )”."""
    at = prose.rfind("(", start, end)
    return at > prose.rfind(")", start, end) and not (prose[at - 1 : at].isalnum() and prose[at + 1] == " ")


def _is_end_of_sentence(left: str, right: str) -> bool:
    """Whether two words with a full stop between them are the end and the beginning of sentences."""
    if right.lower() in words("endings"):
        return False
    if left == right.lower():
        return False  # a class named after its file: “glob.Glob”
    if right in words("openers"):
        return True
    return left.islower() and len(right) > 1 and left not in words("abbreviations") and is_word(left)
