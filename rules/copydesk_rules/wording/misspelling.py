"""`misspelling`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, filterfalse
from typing import Annotated

import msgspec
from msgspec import Struct

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Rule,
    Span,
    lazy_pattern,
    match_case,
)
from copydesk_rules.names.shared.mentions import is_known_name
from copydesk_rules.wording.lexicon import Change, common_words, edits, is_word, place_of, strange_words
from copydesk_rules.wording.split_word import split_words

__all__ = ["Misspelling"]

#: Vowels that sound alike where they are not stressed.
_DULL = frozenset("aeio")
#: The rank of a word that may be as rare as a common word is.
_ANY = 100_000
#: Down to which rank, weighted as in `_Slip`, a word is meant where a name may stand.
_FREQUENT = 600
#: How long a word is at least that may be meant there.
_NAME_LENGTH = 7
#: How long a word is in which more than one letter may be doubled wrongly, or not.
_DOUBLINGS_LENGTH = 8
#: Common words are no longer.
_MAX_LENGTH = 20
#: Down to which rank words make compounds that dictionaries lack.
_COMMON = 8_000
#: What makes new words of old ones: "wirelessly", "prebunk"; before the first an e is dropped.
_VOWEL_SUFFIX = lazy_pattern("ed|ings?|ers?|ors?|y|ies?|ish|ism|ists?|able|ability|ity|ify|i[sz]ed?|ation")
#: "Noticable", "changable": these letters keep the e.
_KEEPS_E = lazy_pattern("[cg][ao]")
_SUFFIX = lazy_pattern("e?s|ly|ness|less|like|ful|ian|dom|ship|hood|ette|esque|gate|ville|wards?|wise")
_PREFIX = lazy_pattern(
    "an?|un|re|pre|post|de|dis|non|anti|in|im|en|em|co|sub|super|over|under|out|up|mis|inter|intra|micro|macro|mini"
    "|multi|cyber|geo|bio|neo|ultra|auto|hyper|meta|nano|photo|semi|self|tele|trans|e|i"
)
#: Contractions that are no words without an apostrophe.
_CONTRACTION = lazy_pattern(
    "((?:are|could|did|do|does|had|has|have|is|should|was|were|would)n(?=t)|that(?=s)|(?:you|they)(?=re))(t|s|re)"
)
#: Letters that are drawn out on purpose: "sooo".
_DRAWN = lazy_pattern(r"([aeiou])\1\1|(.)\2\2\2|^.{0,3}(.)\3\3.{0,3}$")
#: Two capitals at the start of a word; the plural of an acronym ("PCs") is none.
_TWO_CAPITALS = lazy_pattern(r"[A-Z]{2}(?<![\w@#/.-]..)[a-z]{3,}(?![\w@/(]|\.\w)")
_OPENS_SENTENCE = lazy_pattern(r"(?:^|[.!?…][”’\"')\]]* +)[“‘\"'(\[*]*\Z")


class _Slip(Struct, frozen=True, order=True):
    """A word that may be meant.

    Attributes:
        rank: among the common words; a third or a tenth of it where it takes a slip that is made often.
        strong: it does.
    """

    rank: int
    meant: str
    strong: bool


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `misspelling`."""

    allow: Annotated[
        frozenset[str], msgspec.Meta(description="Words that are right, in lower case: the house's jargon.")
    ] = frozenset()


class Misspelling(Rule[Options]):
    """Finds a word that is none, one slip away from a common word: *recieved*, *goverment*, *WIndows*.

    A word counts as right if a large dictionary of British, American, Canadian and Australian English has
    it. If none does, it is most often a name, jargon, slang or another language, and so it is reported only
    when a common word becomes it by one slip of the kind that fingers make: two letters in the
    wrong order, a letter doubled or not, one left out, another vowel. The
    shorter the word and the rarer the one that is meant, the surer the slip must be.

    Left alone are what the article writes twice (its term), what is capitalised within a sentence (a name),
    new words made from others (*wirelessly*, *microgrid*), dropped letters with an apostrophe
    (*lovin’*), a word alone in quotation marks, one beside foreign words, code, URLs and handles.
    Words of your house go into `allow`.

    The fix puts the word that is meant, where only one is likely; it isn't safe, since only a person knows
    what was meant.
    """

    meta = Meta(
        name="misspelling",
        group="wording",
        since="0.1",
        summary="“{found}” is not a word; “{meant}” may be meant.",
        fix=FixAvailability.SOMETIMES,
        language="en",
        confidence=0.97,
    )
    examples = (
        Bad("The letter was ⟦recieved⟧ on Monday.", fixed="The letter was received on Monday."),
        Bad("What the ⟦goverment⟧ did was well-known.", fixed="What the government did was well-known."),
        Bad("A poorly-⟦recieved⟧ play closed early.", fixed="A poorly-received play closed early."),
        Bad("⟦Seperate⟧ rooms were let to us.", fixed="Separate rooms were let to us."),
        Bad(
            "It has ⟦occured⟧ before, and ⟦teh⟧ harbour froze.",
            fixed="It has occurred before, and the harbour froze.",
        ),
        Bad("It runs on ⟦WIndows⟧ as well.", fixed="It runs on Windows as well."),
        Bad("It was ⟦unneccesary⟧.", fixed="It was unnecessary."),
        Bad("A ⟦visbility⟧ of ten miles."),
        Bad("They ⟦dont⟧ know; it ⟦wasnt⟧ said.", fixed="They don’t know; it wasn’t said."),
        Good("The colour and the color, a judgement and a judgment, to organise, to organize: all right."),
        Good("Its frunk is sooo small, and charging wirelessly takes the night."),
        Good("He asked Anounced, a band from Karrow, whether they were lovin’ it."),
        Good("A frind, as they say in Karrow, is a boat. The frind has no keel."),
        Good("They call it a “frende” there."),
        Good("Write to recieved@example.org, or see example.org/recieved or #recieved."),
        Good("Ich habe nichts recieved gesehen, he said."),
        Good("Set `recieved` to one.", format="markdown"),
        Good("The PCs, DVDs, MPs and URLs of the iPhone and of macOS."),
        Good("Our libary is a brand.", options={"allow": ["libary"]}),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        split = article.derive(split_words)
        for word in article.derive(strange_words):
            lower = word.lower()
            if len(word) > _MAX_LENGTH or not (word.islower() or word.istitle()):
                continue
            if lower in self.options.allow or _DRAWN.search(lower):
                continue
            if not word.islower() and (len(word) < _NAME_LENGTH or is_known_name(word)):
                continue
            span = place_of(article, word)
            if span is None or any(part.span.start <= span.start < part.span.end for part in split):
                continue
            if not word.islower() and not _opens_sentence(article, span):
                continue
            slips = _contraction(article, lower) or _slips(lower)
            if slips and (word.islower() or _is_sure(slips[0])):
                yield self._report(article, span, slips)
        yield from self._two_capitals(article)

    def _report(self, article: Article, span: Span, slips: list[_Slip]) -> Finding:
        found = article.text_of(span)
        words = [match_case(found, slip.meant) for slip in slips[:2]]
        fixes = [Fix.replace(span, words[0])] if len(words) == 1 else []
        return self.finding(span, *fixes, found=found, meant="” or “".join(words))

    def _two_capitals(self, article: Article) -> Iterator[Finding]:
        capitalised = filterfalse(str.islower, article.vocabulary)
        if all(word.istitle() or word.isupper() for word in capitalised):
            return
        for match in _TWO_CAPITALS.finditer(article.prose):
            found = match[0]
            meant = found.capitalize()
            if found.lower() in self.options.allow or article.vocabulary[found] > 1:
                continue
            if found.lower() in common_words() or article.vocabulary[meant]:
                span = Span(*match.span())
                yield self.finding(span, Fix.replace(span, meant), found=found, meant=meant)


def _contraction(article: Article, word: str) -> list[_Slip]:
    """The contraction that a word is without its apostrophe, with an apostrophe like the article’s."""
    parts = _CONTRACTION.fullmatch(word)
    apostrophe = "'" if "'" in article.prose else "’"
    return [_Slip(1, f"{parts[1]}{apostrophe}{parts[2]}", strong=True)] if parts else []


def _is_sure(slip: _Slip) -> bool:
    """Whether a long capitalised word is so near to a frequent one that it is hardly a name."""
    return slip.strong and slip.rank <= _FREQUENT


def _opens_sentence(article: Article, span: Span) -> bool:
    """Whether a capitalised word opens a sentence that goes on in lower case, and so may be no name."""
    block = article.block_at(span.start)
    if block is None:
        return False
    before = article.prose[max(block.start, span.start - 8) : span.start]
    after = article.prose[span.end : min(block.end, span.end + 4)].lstrip(" ,:")
    return after[:1].islower() and _OPENS_SENTENCE.search(before) is not None


def _slips(word: str) -> list[_Slip]:
    """The words that may be meant, the likeliest first; those that are far less likely are left out."""
    ranks = common_words()
    found: dict[str, _Slip] = {}
    for meant, change, at in edits(word, ranks):
        if meant in found:
            continue
        rank = ranks[meant]
        strong = _is_strong(word, meant, change, at)
        sure = strong or (change == "missing" and (len(word) >= 10 or (len(word) >= 8 and rank <= 5_000)))
        if rank <= _furthest(len(word), change, strong, at) and (sure or not _is_made(word)):
            usual = 3 if change == "other" else 10
            found[meant] = _Slip(rank // usual if strong else rank, meant, strong)
    slips = sorted(found.values() or _doublings(word))
    return [slip for slip in slips if slip.rank <= 10 * slips[0].rank]


def _doublings(word: str) -> Iterator[_Slip]:
    """The words that differ from a long one only in which letters are doubled: "unneccesary"."""
    if len(word) < _DOUBLINGS_LENGTH:
        return
    ranks = common_words()
    single = [letter for letter, before in zip(word, " " + word, strict=False) if letter != before]
    for number in range(3):
        for places in combinations(range(len(single)), number):
            meant = "".join(letter * (2 if at in places else 1) for at, letter in enumerate(single))
            if meant in ranks:
                yield _Slip(ranks[meant] // 10, meant, strong=True)


def _is_strong(word: str, meant: str, change: Change, at: int) -> bool:
    """Whether a slip is one that fingers make often."""
    if change == "swapped":
        return True
    if at == 0:
        return False
    if change == "missing":
        return meant[at] in (meant[at - 1], meant[at + 1 : at + 2])
    if change == "extra":
        return word[at] == word[at - 1]
    return at < len(word) - 1 and {word[at], meant[at]} <= _DULL


def _furthest(length: int, change: Change, strong: bool, at: int) -> int:
    """The rank down to which a word may be meant, where a word of some length has a slip of some kind."""
    if at == 0 and change != "swapped":
        return 12_000 if change == "missing" and length >= 8 else 0
    if change == "swapped":
        steps = {3: 20, 4: 1_000, 5: 6_000, 6: _ANY}
    elif change == "other" and strong:
        steps = {6: 2_000, 7: 12_000, 8: _ANY}
    elif strong:
        steps = {4: 200, 5: 4_000, 6: _ANY}
    elif change == "missing":
        steps = {4: 130, 5: 1_000, 6: 4_000, 7: 20_000, 8: _ANY}
    elif change == "extra":
        steps = {7: 3_000, 8: 5_000, 10: _ANY}
    else:
        steps = {7: 1_000, 8: 3_000, 9: 8_000, 11: _ANY}
    return max((rank for least, rank in steps.items() if length >= least), default=0)


@lru_cache(maxsize=256)
def _is_made(word: str) -> bool:
    """Whether a word is made of common ones: by a prefix or a suffix, without its g, or as a compound."""
    ranks = common_words()
    if word.endswith("in") and is_word(word + "g"):
        return True
    for at in range(3, len(word)):
        left, right = word[:at], word[at:]
        if left in ranks and _SUFFIX.fullmatch(right):
            return True
        if _VOWEL_SUFFIX.fullmatch(right) and (
            (left in ranks and left[-1] != "e")
            or (left + "e" in ranks and not _KEEPS_E.fullmatch(left[-1] + right[0]))
            or (left[-1] == left[-2] and left[:-1] in ranks)
        ):
            return True
        if len(right) >= 3 and max(ranks.get(left, _COMMON), ranks.get(right, _COMMON)) < _COMMON:
            return True
    return any(_PREFIX.fullmatch(word[:at]) and word[at:] in ranks for at in range(1, len(word) - 3))
