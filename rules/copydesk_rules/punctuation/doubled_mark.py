"""`doubled-mark`."""

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
from copydesk_rules.punctuation.shared.running import Punctuated, is_word_like, token_at, word_start, words

__all__ = ["DoubledMark"]

#: Marks that cannot follow each other, and which is probably meant.
_MEANT = {
    ",,": ",",
    ", ,": ",",
    "..": ".",
    ". .": ".",
    ".,": ",",
    ",.": ".",
    "?.": "?",
    "!.": "!",
    ".?": "?",
    ".!": "!",
    ",?": "?",
    ",!": "!",
    ",;": ";",
    ";,": ";",
    ",:": ":",
    ";.": ".",
    ":.": ":",
    ";;": ";",
    ".”.": ".”",
    '.".': '."',
    ".).": ".)",
    ",”,": ",”",
    ',",': ',"',
}
_NAMES = {
    ",": "comma",
    ".": "full stop",
    "?": "question mark",
    "!": "exclamation mark",
    ";": "semicolon",
    ":": "colon",
}
_MARKS = ",.?!;:"
_BEFORE = '"”’)]'
_BEHIND = '"”’)]'
_SPACE = " \u00a0"
_LONGEST = 40
#: How far back a bracket opens at most.
_BRACKET = 400
_ENDED = lazy_pattern(r"(?:[.!?…:][\"”’)]*\s|\n|\A)\Z")
#: A name that ends with a mark goes on in lower case behind it: “Yahoo! was late”.
_NAMED = lazy_pattern(r"[!?](?= [a-z])")
_FEW = 2
_OPENING, _CLOSING = frozenset("\"'“‘"), frozenset("\"'”’")
_SHORT = 4  # letters: a shorter word may be an abbreviation


class DoubledMark(Rule[NoOptions]):
    """Finds two marks in a row of which only one can be right.

    Two commas, a comma beside a full stop, a full stop after a question mark: the second is a slip of the
    finger, or what is left of a deleted phrase. So is a mark on both sides of a closing quotation mark
    (“We left.”.) or bracket.

    Where a mark is simply doubled, the fix deletes one of them and is safe. Where two differ, it keeps
    the likelier one and is unsafe.

    Left alone are ellipses however they are spaced, rows of question and exclamation marks, the full stop of
    an abbreviation (*etc., Inc.?*), names that end with a mark (*Yahoo!*), emoticons and program code.
    """

    meta = Meta(
        name="doubled-mark",
        group="punctuation",
        since="0.2",
        summary="{what}.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        confidence=0.95,
    )
    examples = (
        Bad("The mayor⟦,,⟧ who was away, agreed.", fixed="The mayor, who was away, agreed."),
        Bad("The mayor⟦, ,⟧ who was away, agreed.", fixed="The mayor, who was away, agreed."),
        Bad("That is the best way⟦..⟧ Hence we stayed.", fixed="That is the best way. Hence we stayed."),
        Bad("She works for Halden Ltd⟦. .⟧ He does not.", fixed="She works for Halden Ltd. He does not."),
        Bad("“No,” was his whole reply⟦.,⟧ and he left.", fixed="“No,” was his whole reply, and he left."),
        Bad(
            "Why did they leave the island⟦?.⟧ Nobody knew.",
            fixed="Why did they leave the island? Nobody knew.",
        ),
        Bad("Is it late⟦,?⟧ Nobody knew.", fixed="Is it late? Nobody knew."),
        Bad("They slept⟦;,⟧ the boat sank.", fixed="They slept; the boat sank."),
        Bad("“We left the island⟦.”.⟧ He was late.", fixed="“We left the island.” He was late."),
        Bad("They left. (Nobody saw them⟦.).⟧ He slept.", fixed="They left. (Nobody saw them.) He slept."),
        Bad("They left (or so it seemed⟦.).⟧ He slept.", fixed="They left (or so it seemed). He slept."),
        Good(
            "They left (at 9 p.m.). It had ropes (nails, planks, etc.). (He slept.) “It sank.” (They left.)"
        ),
        Good("We waited . . . and waited... Was it late?! So Yahoo!, Acme Inc., etc.; and a.m.? “Who?”"),
        Good("It runs std::arch; x,,y and &nbsp;, too. Read Who Needs Him?, a book. What if we...?"),
        Good("Use `a,,b` and ;; here.", format="markdown"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose, characters = article.prose, article.characters
        for marks, meant in _MEANT.items():
            if not characters.issuperset(marks):
                continue
            at = prose.find(marks)
            if marks == ". ." and prose.count(marks) > _FEW:
                continue  # ellipses, or the marks of a list
            while at >= 0:
                if (
                    not _is_quoted(prose, at, marks)
                    and _is_slip(prose, at, marks)
                    and self._is_prose(article, at, marks)
                ):
                    yield self._report(prose, at, marks, meant)
                at = prose.find(marks, at + len(marks))

    def _is_prose(self, article: Article, at: int, marks: str) -> bool:
        if marks[0] in "?!" and _word_before(article.prose, at).lower() in article.derive(_names_with_marks):
            return False
        return article.derive(Punctuated).block_at(at) is not None

    def _report(self, prose: str, at: int, marks: str, meant: str) -> Finding:
        span = Span(at, at + len(marks))
        first, last = marks[0], marks[-1]
        if first == last:
            what = f"This {_NAMES[first]} is doubled"
            if marks == ".).":
                what = "There is a full stop on both sides of this bracket"
                meant = meant if _is_sentence(prose, at) else ")."
            elif len(marks) == 3 and marks[1] not in _SPACE:
                what = f"There is a {_NAMES[first]} on both sides of this quotation mark"
            elif marks == ", ,":
                what = "A comma is doubled here, or something is missing between two of them"
            elif marks == ".." and prose[span.end : span.end + 2].strip()[:1].islower():
                meant = "..."
                what = "Two full stops are neither the end of a sentence nor an ellipsis"
        else:
            what = f"{_NAMES[first]} and {_NAMES[last]} cannot follow each other".capitalize()
        safe = first == last and meant != "..." and marks != ", ,"
        fix = Fix(
            f"Replace with “{meant}”",
            (Edit(span, meant),),
            Safety.SAFE if safe else Safety.UNSAFE,
            repair=safe,
        )
        return self.finding(span, fix, what=what, repeat=what)


def _is_quoted(prose: str, at: int, marks: str) -> bool:
    """Whether marks stand alone in quotation marks, and are spoken of."""
    return prose[at - 1 : at] in _OPENING and prose[at + len(marks) : at + len(marks) + 1] in _CLOSING


def _is_slip(prose: str, at: int, marks: str) -> bool:
    """Whether two marks follow a word and end it, and are no ellipsis, name or abbreviation."""
    end = at + len(marks)
    before, behind = prose[at - 1 : at], prose[end : end + 1]
    if not before or not (before.isalnum() or before in _BEFORE):
        return False
    if marks == ":." and (behind not in ("", "\n") or prose[at - 1 - _LONGEST : at].count(":")):
        return False  # a label that is spoken of, an emoji
    if behind and behind not in _SPACE + "\n" + _BEHIND:
        return False
    following = prose[end : end + 3].strip(_SPACE)[:1]
    if following and following in _MARKS:
        return False
    if not is_word_like(token_at(prose, at, end)) or "&" in token_at(prose, at, end):
        return False
    word = _word_before(prose, at)
    if marks == ".).":
        return before in _BEFORE or (
            word.islower() and len(word) >= _SHORT and word not in words("abbreviations")
        )
    if marks in ("..", '.".', ".”."):
        abbreviated = marks != ".." and word in words("abbreviations")
        return before in _BEFORE or (before.islower() and not abbreviated)
    if marks == ". .":
        return (
            before.islower() and word not in ("al", "fig", "figs") and (not following or following.isupper())
        )
    if marks[0] == ".":
        return word.islower() and len(word) >= _SHORT and word not in words("abbreviations")
    if marks[0] in "?!":
        return word.islower() and (not following or following.isupper())
    return True


def _names_with_marks(article: Article) -> frozenset[str]:
    """The words that have a question or exclamation mark behind them in mid-sentence."""
    prose = article.prose
    return frozenset(_word_before(prose, m.start()).lower() for m in _NAMED.finditer(prose))


def _is_sentence(prose: str, end: int) -> bool:
    """Whether the bracket that closes behind a place opened between sentences."""
    start = prose.rfind("(", max(0, end - _BRACKET), end)
    return start >= 0 and _ENDED.search(prose, max(0, start - 4), start) is not None


def _word_before(prose: str, end: int) -> str:
    """The word before a place, without the marks that close behind it."""
    low = max(0, end - _LONGEST)
    end = low + len(prose[low:end].rstrip(_BEFORE))
    return prose[word_start(prose, end) : end]
