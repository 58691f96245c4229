"""`misspelled-name`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from copydesk import Article, Bad, Finding, Fix, FixAvailability, Good, Meta, Rule, Span
from copydesk_rules.names.shared.institutions import institution_slips
from copydesk_rules.names.shared.mentions import name_counts, stands_alone
from copydesk_rules.names.shared.well_known import near_misses

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

__all__ = ["MisspelledName"]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `misspelled-name`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Names that are right as they stand, however near a famous one they come."),
    ] = frozenset()


class MisspelledName(Rule[Options]):
    """Finds a name that every reader knows, and that is misspelled: *Justin Beiber*, *Phillipines*.

    A name is often mentioned once, so that the article cannot be set against itself, as `inconsistent-name`
    does. For some hundreds of names of countries, cities, companies, and famous people no second mention is
    needed. What is one slip of the fingers away from one of them is reported (two letters in the wrong order,
    a letter doubled or lost, another vowel), and, from a table, what writers take a name to be (*John Hopkins
    University*, *Malaysian Airlines*, *Proctor & Gamble*). So is an institution, a programme or a law with a
    slip in one of its words: *General Service Administration*, *Center for Disease Control*.

    Left alone are words that a dictionary has, names that people are known to bear (*Stephan*), a surname
    behind another first name (*Anna Beiber*), plurals, demonyms, what the article writes more than three
    times, and what stands in code, URLs and handles.

    The fix puts the known name. It isn't safe: somebody less famous may be called just that.
    """

    meta = Meta(
        name="misspelled-name",
        group="names",
        since="0.1",
        summary="“{found}” is usually spelled “{wanted}”.",
        fix=FixAvailability.ALWAYS,
        language="en",
        yields_to=("inconsistent-name",),
    )
    examples = (
        Bad("A song by Justin ⟦Beiber⟧ played.", fixed="A song by Justin Bieber played."),
        Bad("They flew home to the ⟦Phillipines⟧.", fixed="They flew home to the Philippines."),
        Bad("It is 80 degrees ⟦Farenheit⟧ today.", fixed="It is 80 degrees Fahrenheit today."),
        Bad("She spoke ⟦Portugese⟧ to the crew.", fixed="She spoke Portuguese to the crew."),
        Bad("The meeting is on ⟦Wedensday⟧.", fixed="The meeting is on Wednesday."),
        Bad("She taught at ⟦John Hopkins University⟧.", fixed="She taught at Johns Hopkins University."),
        Bad(
            "He left the ⟦General Service Administration⟧.",
            fixed="He left the General Services Administration.",
        ),
        Bad("The ⟦National Institute of Health⟧ paid.", fixed="The National Institutes of Health paid."),
        Bad(
            "She led the ⟦Office of Management Budget⟧.", fixed="She led the Office of Management and Budget."
        ),
        Bad("The ⟦Federal Aviaton Administration⟧ met.", fixed="The Federal Aviation Administration met."),
        Good("The National Institute of Health Research and the Departments of Homeland Security met."),
        Bad("He owns shares in ⟦Proctor & Gamble⟧.", fixed="He owns shares in Procter & Gamble."),
        Bad("A ⟦Malaysian Airlines⟧ flight was late.", fixed="A Malaysia Airlines flight was late."),
        Good("Anna Beiber runs the bakery; Beiber opened it in May."),
        Good("The Malaysian airline industry grew, and Malaysian airlines with it."),
        Good("Stephan and Philipp met Michell in Virginie."),
        Good("Visit phillipines.example or write to @Beiber, and run `Farenheit --help`.", format="markdown"),
        Good("Doctor John Hopkins works at a university."),
        Good("The Australians and the Italians met the Nigerian team."),
        Good("Britannia sank off Brittany. Austria and Georgia signed; Colombia and Columbia did not."),
        Good("Beiber’s law is due to Beiber: as Beiber wrote, and Beiber knew, it holds."),
        Good("Our guide was Brasilian Joe.", options={"allow": ["Brasilian"]}),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        allowed = self._allowed
        found = {span: (article.text_of(span), name) for span, name in institution_slips(article)}
        found |= dict(_table_finds(article))
        for spelling, name in near_misses(article, article.derive(name_counts)):
            found |= {mention.span: (spelling.name, name) for mention in spelling.at}
        for span, (wrong, right) in sorted(found.items()):
            if wrong not in allowed:
                yield self.finding(span, Fix.replace(span, right), repeat=wrong, found=wrong, wanted=right)

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return self.options.allow | {word for name in self.house.names for word in (name, *name.split())}


@cache
def _table() -> tuple[AhoCorasick, tuple[tuple[str, str], ...]]:
    """What finds the wrong names, and each with the right one; with either apostrophe."""
    import ahocorasick_rs

    lines = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    pairs = [tuple(line.split(" = ")) for line in lines if not line.startswith("#")]
    pairs += [
        (wrong.replace("’", "'"), right.replace("’", "'")) for wrong, right in pairs if "’" in wrong + right
    ]
    return ahocorasick_rs.AhoCorasick([wrong for wrong, _ in pairs]), tuple((w, r) for w, r in pairs)


def _table_finds(article: Article) -> Iterator[tuple[Span, tuple[str, str]]]:
    automaton, pairs = _table()
    for index, start, end in automaton.find_matches_as_indexes(article.prose):
        if stands_alone(article.prose, start, end):
            yield Span(start, end), pairs[index]
