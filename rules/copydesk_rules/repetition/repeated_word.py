"""`repeated-word`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import msgspec

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)

__all__ = ["RepeatedWord"]

_LETTERS = r"[^\W\d_]"
_END = r"(?![\w@/&-]|['’]\w)"
# Each pattern starts with a character or a small set of them: the engine skips to those fast.
_AGAIN = lazy_pattern(rf"""[ \n"“‘«(\[—–]({_LETTERS}++(?:['’]{_LETTERS}++)*+)((?: ++\1)++){_END}""")
#: "The the": only the start of a sentence tells the two apart.
_AGAIN_SMALL = lazy_pattern(rf"([A-ZÀ-ÖØ-Þ])(?<![\w'’.@/#&-].)({_LETTERS}*+)( ++(?!\1)(?i:\1)\2){_END}")
_PAIR_AGAIN = lazy_pattern(rf" the( (of|in|to|for|on|at|by|from|with|and|as) the){_END}")
_THE_TITLE = lazy_pattern(r" the( The) (?=[A-Z])")
#: The first word of a line that may be the last of the line before: verse has a block a line.
_LINE_START = lazy_pattern(rf"\n({_LETTERS}++) ")
_TOKEN = lazy_pattern(r"[^\W_]+(?:['’][^\W_]+)*|[;:,]")
_SENTENCE_END = lazy_pattern(r"[.!?\n]")
_OPENING, _CLOSING = '"“‘«', '"”’»'


class _Language(msgspec.Struct, frozen=True):
    """What may stand twice in a language; see the TOML file beside this one."""

    never: frozenset[str]
    content: bool = False
    may: frozenset[str] = frozenset()
    stranded: frozenset[str] = frozenset()
    copulas: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    clause_starts: frozenset[str] = frozenset()
    phrasal: Mapping[str, frozenset[str]] = {}


@cache
def _languages() -> dict[str, _Language]:
    import tomllib

    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {code: _Language(**_word_sets(words)) for code, words in data.items()}


def _word_sets(table: dict[str, Any]) -> dict[str, Any]:
    sets: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            sets[key] = _word_sets(value)
        else:
            sets[key] = frozenset(value.split()) if isinstance(value, str) else value
    return sets


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `repeated-word`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="More words that may stand twice in a row, in lower case."),
    ] = frozenset()


class RepeatedWord(Rule[Options]):
    """Finds a word that stands twice in a row: “the the”.

    The eye skips a doubled word, most of all across a line break or a link, so it survives
    proofreading and shows up in print. Also found: a pair as in “of the of the”.

    Left alone is whatever is doubled on purpose or by grammar: “had had”, “that that”, “gave her
    her coat”, “what it is is luck”, “the town we live in in winter”, “log in in seconds”; emphasis
    and sounds (“very very”, “ha ha”); names (“Bora Bora”), and a pair that an article uses more
    than once. Words on either side of a comma are not a repetition. In languages other than
    English only function words are judged, for “nous nous” and “piano piano” are right.

    The fix deletes the second word. It is safe for function words; any other doubled word may be
    one that was to be another (“it it” for “it is”), so there it is not.
    """

    meta = Meta(
        name="repeated-word",
        group="repetition",
        since="0.1",
        summary="“{word}” is repeated.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
        confidence=0.96,
    )
    examples = (
        Bad(
            "The council met in the⟦ the⟧ old library on Monday.",
            fixed="The council met in the old library on Monday.",
        ),
        Bad("The⟦ the⟧ ferry was late again.", fixed="The ferry was late again."),
        Bad(
            "The bridge was closed by⟦ by⟧ the county, and the clerk was⟦ was⟧ told on Friday.",
            fixed="The bridge was closed by the county, and the clerk was told on Friday.",
        ),
        Bad(
            "She reads the history of the⟦ of the⟧ river towns.",
            fixed="She reads the history of the river towns.",
        ),
        Bad("It is in the⟦ The⟧ Hague archive.", fixed="It is in The Hague archive."),
        Bad("The mill will help⟦ help⟧ pay for repairs.", fixed="The mill will help pay for repairs."),
        Bad("Le maire de⟦ de⟧ la ville a parlé.", fixed="Le maire de la ville a parlé.", language="fr"),
        Good("She said that that was what they had had in mind when he gave her her coat."),
        Good("What it is is a very very old song, and a knock knock joke, no, no, a bad one."),
        Good("The town we live in in winter has one form; you can fill it in in pencil and move on on foot."),
        Good("This was the report she referred to to make her case."),
        Good("They flew to Bora Bora, saw Duran Duran in New York, New York, and ate at Pok Pok."),
        Good("A story is “done done” when it has shipped."),
        Good("The first draft is in in-house style; the vitamin is C, C as in citrus."),
        Good("Nous nous sommes vus, et vous vous en souvenez.", language="fr"),
        Good("Cammina piano piano verso casa.", language="it"),
        Good("Wir kennen die, die die Stadt verlassen, und die die bleiben.", language="de"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        slips: list[tuple[str, Span]] = []
        for match in _AGAIN.finditer(prose):
            word, again = match[1], Span(*match.span(2))
            if not word.islower():
                continue
            language = self._language(article, match.start(1))
            if language is None or self._may_repeat(word, language, prose, match.start(1)):
                continue
            if word in language.never:
                yield self._slip(article, word, again, Safety.SAFE)
            elif language.content and len(word) > 1 and not _is_cited(prose, match.start(1), again.end):
                slips.append((word, again))
        often = Counter(word for word, _ in slips)
        for word, again in slips:
            if often[word] == 1:
                yield self._slip(article, word, again, Safety.UNSAFE)
        for match in _AGAIN_SMALL.finditer(prose):
            at, word = match.start(), (match[1] + match[2]).lower()
            language = self._language(article, at)
            if language and word in language.never and not self._may_repeat(word, language, prose, at):
                yield self._slip(article, word, Span(*match.span(3)), Safety.SAFE)
        for match in _PAIR_AGAIN.finditer(prose):
            if prose.endswith(f" {match[2]}", 0, match.start()):
                yield self._slip(article, match[1].strip(), Span(*match.span(1)), Safety.SAFE)
        for match in _THE_TITLE.finditer(prose):
            first = Span(match.start(), match.start(1))
            yield self._slip(article, "the", Span(*match.span(1)), Safety.UNSAFE, Edit(first))
        yield from self._across_lines(article)

    def _across_lines(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        for match in _LINE_START.finditer(prose):
            start, word = match.start(), match[1].lower()
            if prose[max(0, start - len(word) - 1) : start].lower() != f" {word}":
                continue
            last = Span(start - len(word) - 1, start)
            language = self._language(article, start + 1)
            block = article.block_at(start + 1)
            if language and word in language.never and block and block.kind is not Kind.LIST_ITEM:
                yield self._slip(article, word, Span(*match.span(1)), Safety.SAFE, Edit(last))

    def _language(self, article: Article, at: int) -> _Language | None:
        block = article.block_at(at)
        code = (block and article.language_of(block)) or "en"
        return _languages().get(code.split("-")[0].lower())

    def _may_repeat(self, word: str, language: _Language, prose: str, at: int) -> bool:
        if word in language.may or word in self.options.allow:
            return True
        if word not in language.stranded and word not in language.copulas:
            return False
        before = _words_before(prose, at)
        if word in language.copulas:
            return not language.openers.isdisjoint(before[-6:-1])
        verbs = language.phrasal.get(word, frozenset())
        if any(not verbs.isdisjoint(_forms(w)) for w in before[-2:]):
            return True
        places = [i for i in (len(before) - 3, len(before) - 2) if i > 0]
        subjects = [i for i in places if before[i].replace("’", "'").partition("'")[0] in language.subjects]
        return any(before[i - 1] not in language.clause_starts for i in subjects)

    def _slip(
        self, article: Article, word: str, again: Span, safety: Safety, edit: Edit | None = None
    ) -> Finding:
        fix = Fix(f"Delete one “{word}”", (edit or _deletion(article.text, again),), safety)
        return self.finding(again, fix, word=word)


def _deletion(text: str, again: Span) -> Edit:
    """Delete the space and the word after it; at the start of a line, the word and the space after it."""
    if text[again.start] in "\r\n" and text.startswith(" ", again.end):
        word = text[again.start : again.end].lstrip()
        return Edit(Span(again.end - len(word), again.end + 1))
    return Edit(again)


def _words_before(prose: str, at: int) -> list[str]:
    """The words and commas of a sentence before a place in it, in lower case, as far as they matter."""
    text = prose[max(0, at - 80) : at].lower()
    return _TOKEN.findall(_SENTENCE_END.split(text)[-1])


def _is_cited(prose: str, start: int, end: int) -> bool:
    """Whether the doubled word is a quotation by itself: a term, not a slip."""
    return prose[start - 1] in _OPENING and prose[end : end + 1].strip(",.") in _CLOSING


def _forms(word: str) -> set[str]:
    """The words that an inflected English one may be a form of: "logging" of "log"."""
    return {word, word[:-1], word[:-2], word[:-3], word[:-4], word[:-3] + "e"}
