"""`misspelling`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import filterfalse
from typing import Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    Rule,
    Span,
    lazy_pattern,
    match_case,
)
from copydesk_rules.names.shared.mentions import begins_sentence, is_known_name
from copydesk_rules.wording.lexicon import (
    common_words,
    is_mostly_strange,
    is_strange,
    is_word,
    places_in_text,
    strange_words,
)
from copydesk_rules.wording.slips import Slip, doubted_words, is_attested, is_name_like, slips, targets
from copydesk_rules.wording.split_word import split_words

__all__ = ["Misspelling"]

#: How much likelier it must be that another word was meant; see `Slip.score`.
_LEAST = 0.0
#: How much less where the slip is an easy one, for a longer word and for any.
_LONGER, _EASY = 1.2, 3.0
#: How much more where the word may be a name: at the start of a sentence, in a headline, in capitals.
_NAME, _HEADLINE, _CAPITALS = 3.0, 4.0, 4.0
#: How long a word is at least that may be a name, and yet is misspelled; one in the middle of a sentence.
_NAME_LENGTH, _WITHIN_LENGTH = 6, 7
#: How much less where a sentence begins with it, and it is near one of the commonest words: “Sibce”.
_OPENER, _OPENERS = 1.8, 400
_WITHIN = 6.0
_WITHIN_COST = 2.8
#: How much each more use of a word takes: what stands often is a term. Beyond some, more say nothing new.
_USE, _USES = 1.5, 4
#: What it adds that the article has the word that is meant.
_IN_ARTICLE = 1.5
#: Whichever is likelier by less may be meant as well.
_ALIKE = 2.0
#: So unlikely a slip is only looked for in a long word.
_MAX_COST = 5.0
#: A slip of one of these costs is one that fingers make, whatever the word may be made of.
_DOUBLED = 1.3
_MISSING_LENGTH = 10
#: Shorter words are abbreviations, unless two letters changed places; common words are no longer.
_SHORTEST = 4
_MAX_LENGTH = 20
#: How much rarer new compounds of words are than the words (in logarithms), and words with a prefix.
_COMPOUND, _PREFIXED = 2.5, 1.5
#: "Undecoded": un- stands before any participle.
_PARTICIPLE = 0.5
#: How frequent a word is that any prefix may stand before.
_COMMON = 1.0
#: What makes new words of old ones: "wirelessly", "prebunk"; before the first an e is dropped.
_VOWEL_SUFFIX = lazy_pattern(
    "ed|ings?|ers?|ors?|ees?|y|ies?|ish|ism|ists?|able|ability|ity|ify|i[sz]ed?|ation"
)
#: "Noticable", "changable": these letters keep the e.
_KEEPS_E = lazy_pattern("[cg][ao]")
_SUFFIX = lazy_pattern("e?s|ly|ness|less|like|ful|ian|dom|ship|hood|ette|esque|gate|ville|wards?|wise")
_PREFIX = lazy_pattern(
    "an?|un|re|pre|post|de|dis|non|anti|in|im|en|em|co|sub|super|over|under|out|up|mis|inter|intra|micro|macro|mini"
    "|multi|cyber|geo|bio|neo|ultra|auto|hyper|meta|nano|photo|semi|self|tele|trans|e|i"
)
#: "Truely", "happyness", "beautifull": what no suffix makes.
_UNMADE = lazy_pattern("in[bmp]|.*(?:(?:ue|[^aeiou]le)ly|yness|full|(?<![sxzo])(?<![cs]h)es)\\Z")
#: Contractions that are no words without an apostrophe.
_CONTRACTION = lazy_pattern(
    "((?:are|could|did|do|does|had|has|have|is|should|was|were|would)n(?=t)|that(?=s)|(?:you|they)(?=re)"
    "|(?:you|they|we|would|could|should|might)(?=ve)|(?:you|they|it)(?=ll))(t|s|re|ve|ll)"
)
#: “Im” and “Ive” before what none but the pronoun stands before.
_PRONOUN = lazy_pattern(
    r"(?<![\w.'’@#/-])I(?:m (?=(?:a|an|the|not|so|sure|just|still|also|very|glad|happy|sorry|in|on|at|here"
    r"|now|always|never|only|really|afraid|going)\b)|ve (?=(?:been|had|got|never|always|seen|done)\b))"
)
#: Letters that are drawn out on purpose: "sooo".
_DRAWN = lazy_pattern(r"([aeiou])\1\1|(.)\2\2\2|^.{0,3}(.)\3\3.{0,3}$")
#: Two capitals at the start of a word; the plural of an acronym ("PCs") is none.
_TWO_CAPITALS = lazy_pattern(r"[A-Z]{2}(?<![\w@#/.-]..)[a-z]{3,}(?![\w@/(]|\.\w)")
#: What stands before the second half of a name: “Han Seung-soo”.
_HYPHENED_NAME = lazy_pattern(r"(?<=[a-z] )[A-Z][a-z]+-\Z")
#: What stands before a word in a name of several.
_NAME_BEFORE = lazy_pattern(r"[A-Z][a-z]+ \Z")
#: The score of what is hardly anything else.
_SURE = 12.0


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `misspelling`."""

    allow: Annotated[
        frozenset[str], msgspec.Meta(description="Words that are right, in lower case: the house's jargon.")
    ] = frozenset()


class Misspelling(Rule[Options]):
    """Finds misspellings of common words: *recieved*, *goverment*, *definately*, *WIndows*.

    A word counts as right if a large dictionary of British, American, Canadian and Australian English has
    it, or if it is much used without being in one: newer words, terms, words of other languages. One that has
    neither is most often misspelled, but may be a name, jargon or a coinage. Which it is, likelihood decides:
    how common the word is that may be meant, how cheap the slip is (a letter doubled or not, one left out,
    two in the wrong order, another vowel, a letter beside it on the keyboard or alike in sound), how long the
    word is, and whether its letters stand together in any word. A long word may hold several slips
    (*unneccesary*).

    The more often an article has a word, the surer the slip must be, and surer still where the word has a
    capital and may be a name: at the start of a sentence, in a headline, in capitals, within a sentence.

    Left alone are new words made from others (*wirelessly*, *microgrid*), dropped letters with an apostrophe
    (*lovin’*), a word alone in quotation marks or before *[sic]*, one beside foreign words, code, URLs and
    handles. Words of your house go into `allow`, into `words` of the table `[house]`, or into a file, one a
    line or a Hunspell `.dic`, that its `dictionary` names.

    The fix puts the word that is meant, where only one is likely; it isn't safe, since only a person knows
    what was meant.
    """

    meta = Meta(
        name="misspelling",
        group="wording",
        since="0.1",
        summary="“{found}” is misspelled. Did you mean “{meant}”?",
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
        Bad("A ⟦visbility⟧ of ten miles.", fixed="A visibility of ten miles."),
        Bad("They ⟦dont⟧ know; it ⟦wasnt⟧ said.", fixed="They don’t know; it wasn’t said."),
        Bad("I left. ⟦Im⟧ so late, as ⟦youve⟧ seen.", fixed="I left. I’m so late, as you’ve seen."),
        Bad("⟦Theyve⟧ left, and we ⟦couldve⟧ too.", fixed="They’ve left, and we could’ve too."),
        Good("Im Sang-soo and Jony Ive had left. He sang Im Wald."),
        Good("The colour and the color, a judgement and a judgment, to organise, to organize: all right."),
        Good("Its frunk is sooo small, and charging wirelessly takes the night."),
        Good("He asked Anounced, a band from Karrow, whether they were lovin’ it."),
        Bad(
            "The ⟦goverment⟧ resigned. A new ⟦goverment⟧ was formed.",
            fixed="The government resigned. A new government was formed.",
        ),
        Bad("⟦GOVERMENT⟧ TO CUT TAXES ON FUEL", fixed="GOVERNMENT TO CUT TAXES ON FUEL"),
        Bad("# What the ⟦Goverment⟧ Did", format="markdown", fixed="# What the Government Did"),
        Bad("- ⟦Accomodation⟧ for two", format="markdown", fixed="- Accommodation for two"),
        Bad("A ⟦foriegn⟧ ⟦comittee⟧ met.", fixed="A foreign committee met."),
        Good("“We have recieved [sic] it,” he wrote."),
        Good("Our frunk is a libary of ours.", house={"words": ["libary"]}),
        Bad("The ⟦goverment⟧’s plan ⟦does’nt⟧ hold.", fixed="The government’s plan doesn’t hold."),
        Good("A frind, as they say in Karrow, is a boat. The frind has no keel."),
        Good("They call it a “frende” there."),
        Good("Write to recieved@example.org, or see example.org/recieved or #recieved."),
        Good("Ich habe nichts recieved gesehen, he said."),
        Good("Set `recieved` to one.", format="markdown"),
        Good("They thanked Mr Han Seung-soo. The field is undecoded. They speak of mobile health (mhealth)."),
        Good("For interplate comparison, serial dilutions were used."),
        Good("The [recieved](https://recieved.example/) badge is new.", format="markdown"),
        Good("The recieved library is new: `import recieved`.", format="markdown"),
        Good("The VA has a blog, VAntage, and it stands for Fast IDentity Online."),
        Good("The PCs, DVDs, MPs and URLs of the iPhone and of macOS."),
        Good("Our libary is a brand.", options={"allow": ["libary"]}),
    )

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return self.options.allow | {word.lower() for word in self.house.words}

    def check(self, article: Article) -> Iterator[Finding]:
        if is_mostly_strange(article) and not _is_misspelled(article):
            return
        split = article.derive(split_words)
        times = article.vocabulary
        doubted = {word: {word: times[word]} for word in doubted_words() & times.keys()}
        for lower, forms in (article.derive(strange_words) | doubted).items():
            if len(lower) > _MAX_LENGTH or lower in self._allowed or _DRAWN.search(lower):
                continue
            contraction = _contraction(article, lower)
            if lower not in forms and not contraction and (len(lower) < _NAME_LENGTH or is_name_like(lower)):
                continue  # told without looking for what may be meant
            meant = contraction or _meant(lower)
            if not meant or meant[0].score < _LEAST - _LONGER - _IN_ARTICLE:
                continue
            if len(lower) < _SHORTEST and not _is_finger(lower, meant[0]):
                continue
            score = meant[0].score - _USE * (min(sum(forms.values()), _USES) - 1)
            score += _IN_ARTICLE * (meant[0].cost <= _EASY and meant[0].meant in times)
            places = list(_places(article, lower, forms, score, meant[0]))
            if places and _is_written_elsewhere(article, lower):
                continue
            for span in places:
                if not _is_introduced(article.prose, span) and not any(
                    part.span.start <= span.start < part.span.end for part in split
                ):
                    yield self._report(article, span, meant)
        yield from self._two_capitals(article)
        yield from self._apostrophes(article)
        yield from self._pronouns(article)

    def _report(self, article: Article, span: Span, meant: tuple[Slip, ...]) -> Finding:
        found = article.text_of(span)
        words = [match_case(found, slip.meant) for slip in meant if slip.score > meant[0].score - _ALIKE][:2]
        fixes = [Fix.replace(span, words[0])] if len(words) == 1 else []
        return self.finding(span, *fixes, repeat=found.lower(), found=found, meant="” or “".join(words))

    def _apostrophes(self, article: Article) -> Iterator[Finding]:
        """The contractions with their apostrophe in the wrong place: "does'nt"."""
        for word in filterfalse(str.isalpha, article.vocabulary):
            meant = _with_its_apostrophe(word)
            for span in places_in_text(article, word) if meant and word.lower() not in self._allowed else ():
                yield self.finding(span, Fix.replace(span, meant), repeat=word, found=word, meant=meant)

    def _pronouns(self, article: Article) -> Iterator[Finding]:
        """The pronoun with a verb and no apostrophe: “Im”, “Ive”."""
        if (
            not {"Im", "Ive"} & article.vocabulary.keys() - self.options.allow
            or "I" not in article.vocabulary
        ):
            return
        for match in _PRONOUN.finditer(article.prose):
            span = Span(match.start(), match.end() - 1)
            found = article.text_of(span)
            meant = f"I{_apostrophe(article)}{found[1:]}"
            yield self.finding(span, Fix.replace(span, meant), repeat=found, found=found, meant=meant)

    def _two_capitals(self, article: Article) -> Iterator[Finding]:
        capitalised = filterfalse(str.islower, article.vocabulary)
        if not any(map(_TWO_CAPITALS.search, filterfalse(str.istitle, capitalised))):
            return
        for match in _TWO_CAPITALS.finditer(article.prose):
            found = match[0]
            meant = found.capitalize()
            if (
                found.lower() in self._allowed
                or article.vocabulary[found] > 1
                or _is_of_a_name(article, match)
            ):
                continue
            if found.lower() in common_words() or article.vocabulary[meant]:
                span = Span(*match.span())
                yield self.finding(span, Fix.replace(span, meant), found=found, meant=meant)


@lru_cache(maxsize=1024)
def _with_its_apostrophe(word: str) -> str:
    """A contraction with its apostrophe in the right place; "" for a word that is none, or right."""
    letters = word.replace("'", "").replace("’", "")
    parts = _CONTRACTION.fullmatch(letters.lower())
    if parts is None or len(word) != len(letters) + 1 or word.lower()[: parts.end(1)] == parts[1]:
        return ""
    mark = word[next(at for at, char in enumerate(word) if char in "'’")]
    return f"{letters[: parts.end(1)]}{mark}{letters[parts.end(1) :]}"


def _is_introduced(prose: str, span: Span) -> bool:
    """Whether a word is alone in brackets, as a new term is (“mobile health (mhealth)”), or ends a name."""
    if prose[span.start - 1 : span.start] == "-" and _HYPHENED_NAME.search(
        prose, max(0, span.start - _MAX_LENGTH), span.start
    ):
        return True
    return prose[span.start - 1 : span.start] == "(" and prose[span.end : span.end + 1] == ")"


def _is_written_elsewhere(article: Article, lower: str) -> bool:
    """Whether code or an address has a word too, which is a name then."""
    if article.text.lower().count(lower) > article.prose.lower().count(lower):
        return True
    elements = article.elements
    targets = [*(link.target for link in elements.links), *(image.target for image in elements.images)]
    return any(lower in target.lower() for target in targets)


def _is_of_a_name(article: Article, match: re.Match[str]) -> bool:
    """Whether two capitals are an acronym that a name is made of: “the VA and its VAntage Point”."""
    if article.vocabulary[match[0][:2]]:
        return True
    prose = article.prose
    behind = prose[match.end() + 1 : match.end() + 2]
    return (
        behind.isupper()
        and _NAME_BEFORE.search(prose, max(0, match.start() - _MAX_LENGTH), match.start()) is not None
    )


def _contraction(article: Article, word: str) -> tuple[Slip, ...]:
    """The contraction that a word is without its apostrophe, with an apostrophe like the article’s."""
    parts = _CONTRACTION.fullmatch(word)
    return (Slip(_SURE, 0.0, f"{parts[1]}{_apostrophe(article)}{parts[2]}"),) if parts else ()


def _apostrophe(article: Article) -> str:
    """The apostrophe that the article uses."""
    return "'" if "'" in article.prose else "’"


def _places(
    article: Article, lower: str, forms: Mapping[str, int], score: float, slip: Slip
) -> Iterator[Span]:
    """Where a word stands that is likelier by some score to be misspelled than to be new."""
    for form in forms:
        if form == lower:
            easy = slip.cost <= _EASY if len(lower) >= _NAME_LENGTH else _is_finger(lower, slip)
            least = _LEAST - (_LONGER if easy else 0.0)
        elif slip.score == _SURE and form == lower.capitalize():
            least = _LEAST
        elif len(form) < _NAME_LENGTH or (form not in (lower.title(), lower.upper())) or is_name_like(lower):
            return
        else:
            least = _LEAST + (_CAPITALS if form.isupper() else _NAME)
        if score < least - (0.0 if form == lower else _OPENER):
            continue
        for span in places_in_text(article, form, _is_foreign):
            if score >= least + (0.0 if form == lower else _further(article, span, slip)):
                yield span


def _further(article: Article, span: Span, slip: Slip) -> float:
    """How much likelier a word with a capital must be misspelled where it stands."""
    block, word = article.block_at(span.start), article.text_of(span)
    if block is None:
        return 99.0
    if block.kind in (Kind.HEADLINE, Kind.HEADING, Kind.DECK):
        return _HEADLINE - _NAME
    if word.isupper():
        return 0.0
    after = article.prose[span.end : min(block.end, span.end + 4)].lstrip(" ,:")
    if begins_sentence(article.prose, span.start) and after[:1].islower():
        is_opener = common_words().get(slip.meant, _OPENERS) < _OPENERS
        return 99.0 if is_known_name(word) else -_OPENER * is_opener
    if len(word) < _WITHIN_LENGTH or slip.cost > _WITHIN_COST or is_known_name(word):
        return 99.0
    return _WITHIN - _NAME


def _is_foreign(word: str) -> bool:
    """Whether a word in lower case is none of English, not even a misspelled one."""
    if not is_strange(word):
        return False
    meant = _meant(word) if word.isascii() else ()
    return not (meant and meant[0].score >= _LEAST - _LONGER)


def _is_misspelled(article: Article) -> bool:
    """Whether most of the strange words of an article are sure to be misspelled."""
    strange = [word for word, forms in article.derive(strange_words).items() if word in forms]
    sure = [word for word in strange if (meant := _meant(word)) and meant[0].score >= _NAME]
    return 2 * len(sure) > len(strange)


@lru_cache(maxsize=4096)
def _meant(word: str) -> tuple[Slip, ...]:
    """The words that may be meant by one that no dictionary has, the likeliest first."""
    if is_attested(word):
        return ()
    made = max(_making(word), default=-99.0)
    found = (slip for slip in slips(word) if slip.cost <= _MAX_COST)
    return tuple(slip for slip in found if made < targets()[slip.meant] - slip.cost or _is_finger(word, slip))


def _is_finger(word: str, slip: Slip) -> bool:
    """Whether a slip is one that fingers make, whatever the word may be made of."""
    if slip.cost <= _DOUBLED or sorted(word) == sorted(slip.meant):
        return True
    return len(slip.meant) > len(word) >= _MISSING_LENGTH and not _is_prefixed(word)


def _is_prefixed(word: str) -> bool:
    """Whether a word is a longer prefix and a common word: “interplate”."""
    return any(
        _PREFIX.fullmatch(word[:at]) and targets().get(word[at:], -9.0) >= _COMMON
        for at in range(4, len(word) - 3)
    )


def _making(word: str) -> Iterator[float]:
    """How frequent the words are that one is made of: with a prefix or a suffix, or as a compound."""
    known = targets()
    if word.endswith("in") and is_word(word + "g"):
        yield _SURE
    for at in range(3, len(word)):
        left, right = word[:at], word[at:]
        if left in known and _SUFFIX.fullmatch(right) and not _UNMADE.match(word):
            yield known[left]
        if _VOWEL_SUFFIX.fullmatch(right):
            if left in known and left[-1] != "e":
                yield known[left]
            if left + "e" in known and right[:2] != "ee" and not _KEEPS_E.fullmatch(left[-1] + right[0]):
                yield known[left + "e"]
            if left[-1] == left[-2] and left[:-1] in known:
                yield known[left[:-1]]
        if len(right) >= 3 and left in known and right in known:
            yield min(known[left], known[right]) - _COMPOUND
    for at in range(1, len(word) - 3):
        if word[at:] in known and _PREFIX.fullmatch(word[:at]) and not _UNMADE.match(word):
            cost = _PARTICIPLE if word.startswith("un") and word.endswith("ed") else _PREFIXED
            yield known[word[at:]] - (cost if at > 1 else 2 * cost)
