"""`inconsistent-name`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Named,
    Related,
    Rule,
    Severity,
    Span,
)
from copydesk_rules.names.shared.direction import directed
from copydesk_rules.names.shared.forms import divided, in_lower_case, of_full_names
from copydesk_rules.names.shared.full_names import names_in
from copydesk_rules.names.shared.house import HouseNames, Slip
from copydesk_rules.names.shared.likeness import likeness
from copydesk_rules.names.shared.mentions import (
    compound_pairs,
    fold,
    mentions,
    name_counts,
    near_pairs,
    variant_pairs,
)
from copydesk_rules.names.shared.spelling import Edit, Spelling, is_one_name, is_variant, rank
from copydesk_rules.wording.lexicon import is_word

__all__ = ["InconsistentName"]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `inconsistent-name`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Names that are right as they stand, however near another they come."),
    ] = frozenset()


class InconsistentName(Rule[Options]):
    """One person, place or organisation is spelled two ways in one article.

    A misspelled name is an error that its bearer sees first, and that no spelling checker finds:
    neither "Tillerson" nor "Tillersen" is in a dictionary. But the article knows better. The
    odd spelling is reported, and where the name stands as it should is shown with it.

    Two spellings are taken for one name when they differ by a letter, by accents or by a hyphen
    ("Jong-un", "Jong Un"), or are well-known variants ("Ulaanbaatar", "Ulan Bator"), and the article
    says that they are one: the same first name or surname stands beside both; or one stands much oftener than
    the other; or only one of two surnames is ever introduced by a first name; or the difference is one
    that hasty fingers make. So is a name that stands as one word and as two ("AirAsia", "Air Asia"), as an
    address ("Halyard.ai", "Halyard AI"), in lower case though the article knows its capital ("on
    twitter"), or once with the adjective for the country ("Malaysian Airlines" among "Malaysia Airlines").
    Of two spellings, the one in a URL or a handle of the article is right. What the house writes (`[house]
    names`, and the names of its ledger) is right, and near misses of it are reported even where the article
    never gets it right: of a name of several words one that differs in one of them ("Mohammad bin Salman").

    Left alone are two people with different first names (Johnson and Johnston), plurals and demonyms
    (Iran, Iranian), words of the language, a name in a URL, a handle or an e-mail address, names
    that many bear (Maria, Marie) unless in one and the same full name, and spellings that the article
    itself sets side by side or discusses.

    Which of the two is right is decided by the house's list, by how a brand writes itself (“GitHub”), by
    the article's URLs and headings, by names that are known, and by numbers. The fix puts the right one; it
    is not safe. Where nothing decides, both are shown and no fix is offered: the rarer spelling may be right.

    How brands write themselves is from [Simple Icons](https://simpleicons.org) (CC0).
    """

    meta = Meta(
        name="inconsistent-name",
        group="names",
        since="0.1",
        summary="“{found}” is spelled “{wanted}” elsewhere.",
        severity=Severity.WARNING,
        fix=FixAvailability.SOMETIMES,
    )
    examples = (
        Bad(
            "The visit by Ines Carvalhal was long planned. We asked Ines ⟦Carvahlal⟧ about the port.",
        ),
        Bad(
            "A column by Zoé Légaré-Marchand. The views of Zoé ⟦Legare⟧-Marchand are her own.",
            fixed="A column by Zoé Légaré-Marchand. The views of Zoé Légaré-Marchand are her own.",
        ),
        Bad(
            "He was named as Mohammed Karimi, 34. A neighbour said that ⟦Mohammad⟧ Karimi came in May.",
        ),
        Bad(
            "Aid reached Tarhuna on Monday. By nightfall half of ⟦Tahruna⟧ had light.",
        ),
        Bad(
            "Talks in Ulaanbaatar went on for a week. Nobody in ⟦Ulan Bator⟧ would say why.",
        ),
        Bad(
            "Alice Bennett replied. ⟦Bennet⟧ had doubts, and said so.",
        ),
        Bad(
            "The ⟦Kelvonova⟧ index fell; ⟦Kelvonova⟧ fell twice. See kelvanova.example for Kelvanova’s.",
            fixed="The Kelvanova index fell; Kelvanova fell twice. See kelvanova.example for Kelvanova’s.",
        ),
        Bad(
            "The BlueHeron jet is lost. BlueHeron has no other BlueHeron; ⟦Blue Heron⟧ flights go on.",
            fixed="The BlueHeron jet is lost. BlueHeron has no other BlueHeron; BlueHeron flights go on.",
        ),
        Bad(
            "A firm called Resolved AI sells it. She says that ⟦Resolved.ai⟧ will hire.",
        ),
        Bad(
            "She is on Twitter. Half of ⟦twitter⟧ knew, and posted as much.",
            fixed="She is on Twitter. Half of Twitter knew, and posted as much.",
        ),
        Bad(
            "It is on ⟦Github⟧ now. What ⟦Github⟧ shows is dated; GitHub would not say why.",
            fixed="It is on GitHub now. What GitHub shows is dated; GitHub would not say why.",
        ),
        Bad("Caitlin ⟦FitzMorran⟧ came at nine. Caitlin Fitzmorran left at ten, and Fitzmorran slept."),
        Bad(
            "He flew Norland Airways. Norland Airways was late, as Norland Airways is. "
            "Few love ⟦Norlandish⟧ Airways.",
            fixed="He flew Norland Airways. Norland Airways was late, as Norland Airways is. "
            "Few love Norland Airways.",
        ),
        Bad(
            "The form goes to ⟦Helicx⟧ Energy by Friday.",
            fixed="The form goes to Helix Energy by Friday.",
            house={"names": ("Helix Energy",)},
        ),
        Bad(
            "The letter is signed by ⟦Mohammad⟧ bin Tarrif, whom Mohammad Karimi met.",
            fixed="The letter is signed by Mohammed bin Tarrif, whom Mohammad Karimi met.",
            house={"names": ("Mohammed bin Tarrif", "Mohammad Karimi")},
        ),
        Good(
            "Ellen Johnston met Mark Brand. March was cold, said Ana Petrova.",
            house={"names": ("Ellen Johnson", "Mark Brandt", "Ann Marsh", "Anna Petrov")},
        ),
        Good("Alice Johnson chairs the board. Her deputy is Mark Johnston, and Johnston takes over in May."),
        Good("Texas voted, and then Texas waited. Most Texans slept."),
        Good("Iran sent an envoy. The Iranian envoy spoke first; two other Iranians listened."),
        Good("She is on Twitter. See @twitter, #twitter and twitter.example, wrote “one of twitter”."),
        Good("Sales of the Blue Heron rose; run BlueHeron() or call birds.BlueHeron for the figures."),
        Good("The band played in Ottawa. See tour.example/Otawa or write to @Otawa for the dates."),
        Good("The republic of Tuvara (also written Tuvarra) is dry. Most of Tuvarra lies high."),
        Good("Bombay High Court ruled on Friday. The state government in Mumbai said it would appeal."),
        Good("Maria Lopes and her sister Marie Duval run the shop. Maria bakes; Marie keeps the books."),
        Good(
            "Obžaloba vyslechla Pavla Hrubeše. Pavel Hrubeš se odvolal a soud se Pavlem Hrubešem nezabýval.",
            language="cs",
        ),
        Good(
            "They met Tom Brandt, and later they met Tom Brand, who is no relation.",
            options={"allow": ["Brand"]},
        ),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        counts = article.derive(name_counts)
        house = self._house.single_near(counts)
        established = self._house.words_in(article, counts) | house.keys()
        names = counts | house
        near = [pair for pair in near_pairs(names) if self._may_differ(article, *pair)]
        near += compound_pairs(article)
        variants = list(variant_pairs(article))
        found: dict[Span, Finding] = {}
        for odd, usual in self._other_forms(article):
            if not self._is_right(odd, established):
                found |= self._findings(article, odd, usual, established)
        places = mentions(article, {name for pair in (*near, *variants) for name in pair})
        spellings = {n: Spelling(n, places.get(n, ()), house.get(n)) for n in places.keys() | house.keys()}
        for left, right in near:
            if left in spellings and right in spellings:
                odd, usual = rank(article, spellings[left], spellings[right])
                if odd.name in established and usual.name not in established and odd.shares_with(usual):
                    odd, usual = usual, odd
                if not self._is_right(odd, established) and is_one_name(article, odd, usual):
                    found |= self._findings(article, odd, usual, established)
        for pair in variants:
            # What stands in a longer name stands as that name has it: "Bombay High Court".
            alone = [Spelling(n, [m for m in places.get(n, ()) if not m.is_full]) for n in pair]
            usual, odd = sorted(alone, key=lambda spelling: -len(spelling.at))
            if odd.at and not self._is_right(odd, established) and is_variant(article, odd, usual):
                found |= self._findings(article, odd, usual, established)
        for slip in self._house.slips(article):
            if slip.found not in self.options.allow:
                found |= self._slips(slip)
        yield from sorted(found.values(), key=lambda finding: finding.span)

    @cached_property
    def _house(self) -> HouseNames:
        return HouseNames(self.house.names)

    def _is_right(self, odd: Spelling, established: Collection[str]) -> bool:
        """Whether a spelling is never to be reported: an option or the house has it.

        Args:
            established: the words of the house's names that stand in the article.
        """
        name = odd.name
        return (
            name in self.options.allow
            or name in established
            or name in self._house.names
            or (odd.stands_alone and name in self._house.words)
        )

    def _slips(self, slip: Slip) -> dict[Span, Finding]:
        message = f"“{slip.written}” is “{slip.name}” in the house’s list of names."
        return {
            mention.span: self.finding(
                mention.span, Fix.replace(mention.span, slip.wanted), message=message, repeat=slip.found
            )
            for mention in slip.at
        }

    def named(self, article: Article) -> Iterator[Named]:
        return names_in(article)

    def same_name(self, odd: Named, usual: Named) -> float:
        return 0.0 if "term" in (odd.kind, usual.kind) else likeness(odd.name, usual.name)

    def _may_differ(self, article: Article, left: str, right: str) -> bool:
        """Whether two names may be two spellings of one, going by nothing but the words."""
        words = article.vocabulary
        if left.isupper() != right.isupper() or (words[left.lower()] and words[right.lower()]):
            return False
        if {left, right} == {(place := min(left, right, key=len)), f"{place[:-1]}ns"}:
            return False  # Texas, Texans
        if fold(left) == fold(right):
            return True
        edit = Edit.between(left, right)
        if edit is None:
            return False
        english = (article.language or "en").startswith("en")
        return not edit.is_form or (english and edit.is_cut and not is_word(fold(min(left, right, key=len))))

    def _other_forms(self, article: Article) -> Iterator[tuple[Spelling, Spelling]]:
        english = article.in_language("en")
        yield from in_lower_case(english)
        yield from of_full_names(english)
        yield from divided(article)

    def _findings(
        self, article: Article, odd: Spelling, usual: Spelling, established: Collection[str]
    ) -> dict[Span, Finding]:
        """A finding for each mention of the odd spelling; with a fix where it is known which one is right."""
        odd, usual, decided = directed(article, odd, usual)
        decided = decided or usual.name in established
        if self._is_right(odd, established):
            return {}
        first = next((m for m in usual.at if m.is_full), usual.at[0] if usual.at else None)
        related = [Related(first.span, f"here it is “{usual.name}”")] if first else []
        message = None if first else f"“{odd.name}” is “{usual.name}” in the house’s list of names."
        if not decided:
            message = f"“{odd.name}” is spelled “{usual.name}” elsewhere. Find out which is right."
        return {
            mention.span: self.finding(
                mention.span,
                *([Fix.replace(mention.span, usual.name)] if decided else []),
                related=related,
                message=message,
                found=odd.name,
                wanted=usual.name,
            )
            for mention in odd.at
            if not _is_in_reference(article, mention.span)
        }


def _is_in_reference(article: Article, span: Span) -> bool:
    """Whether a name stands in a line of references, which has it as its source does."""
    block = article.block_at(span.start)
    return block is not None and article.prose.startswith("^", block.start)
