"""The rule: its meta data, its options, its examples, and `check`.

A rule is a class in a file of its own. Its docstring is its documentation, its examples are its
tests, and a rule pack lists it. Rules hold their options and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar, get_args

import msgspec
from msgspec import Struct

from copydesk.document.article import Article, Directive
from copydesk.rule.finding import Elsewhere, Finding, Fix, Related, Severity
from copydesk.text.span import Span

__all__ = [
    "Bad",
    "Default",
    "Dialect",
    "FixAvailability",
    "Good",
    "House",
    "Meta",
    "Named",
    "NoOptions",
    "Rule",
    "UnusedDirective",
]


class FixAvailability(StrEnum):
    """Whether a rule's findings can be mended by a fix of any safety."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


class Default(StrEnum):
    """When a rule runs without being asked for."""

    ON = "on"
    OFF = "off"
    CONFIGURED = "configured"


class Meta(Struct, frozen=True):
    """What is known of a rule without running it.

    Attributes:
        name: of the offence, in kebab case.
        group: the kind of offence: "wording".
        summary: the message of a finding; `{fields}` are filled in by `Rule.finding`.
        since: the version that first had it.
        severity: of its findings, unless the rule or the configuration says otherwise.
        fix: whether it offers fixes.
        default: whether it runs unless asked not to.
        language: the primary code of the only language that it understands, or None for any.
        aliases: names that it had before.
        confidence: how likely an editor is to act on a finding, from 0 to 1, unless the finding says
            otherwise: what `benchmarks/corpus.py` measured, or for a new rule the least for one that is on.
        deep: of a rule that has a deep level, which is asked where `Rule.deep` says so: whether what that
            needs is installed.
        yields_to: rules and groups that know more of the same words: where a finding of one of them touches
            a finding of this one, only theirs is reported. Names that are not installed are passed over.
        stands_alone: whether its findings are reported whatever others say of the same words, and hide none.
    """

    name: str
    group: str
    summary: str
    since: str
    severity: Severity = Severity.WARNING
    fix: FixAvailability = FixAvailability.NEVER
    default: Default = Default.ON
    language: str | None = None
    aliases: tuple[str, ...] = ()
    confidence: float = 0.9
    deep: Callable[[], bool] | None = None
    yields_to: tuple[str, ...] = ()
    stands_alone: bool = False


class Example(Struct, frozen=True):
    """A text and what the rule makes of it; see `Good` and `Bad`.

    Attributes:
        elsewhere: the other articles of the run, for a rule that compares.
    """

    text: str
    format: str = "plain"
    options: Mapping[str, Any] = {}
    house: Mapping[str, Any] = {}
    language: str = "en"
    elsewhere: tuple[str, ...] = ()


class Good(Example, frozen=True):
    """A text in which the rule finds nothing."""


class Bad(Example, frozen=True):
    """A text in which the rule finds each span between ⟦ and ⟧, and nothing else; repeats count.

    Attributes:
        fixed: the text after the first fix of every finding, or None where nothing is offered
            that may be applied.
    """

    fixed: str | None = None


Dialect = Literal["en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-US", "en-ZA"]


class House(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the house knows to be right."""

    names: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Names spelled as they should be: never flagged, near misses are."),
    ] = ()
    terms: Annotated[
        dict[str, str],
        msgspec.Meta(description="A term that the house avoids, and the one that it prefers."),
    ] = {}
    dialect: Annotated[
        Dialect | None, msgspec.Meta(description="The English that it writes, where it may not be any.")
    ] = None
    ledger: Annotated[
        str | None,
        msgspec.Meta(description="The file of names and terms learned from the archive, in the repository."),
    ] = None
    words: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Words that are right though no dictionary has them: the house's jargon."),
    ] = ()
    dictionary: Annotated[
        str | None,
        msgspec.Meta(description="A file of such words in the repository, one a line or a Hunspell .dic."),
    ] = None


class NoOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of a rule that has none."""


class UnusedDirective(Struct, frozen=True):
    """A directive that keeps nothing back, in whole or in part.

    Attributes:
        directive: the comment.
        idle: those of its names that keep nothing back, "all" where it names none.
        unknown: those of its names that are no rule and no group, each with a hint at the nearest one, or "".
    """

    directive: Directive
    idle: tuple[str, ...]
    unknown: Mapping[str, str]


class Passage(Struct, frozen=True):
    """Part of an article that should stand in no other.

    Attributes:
        span: in the article's text.
        key: the same for passages that say the same; 64 bits, signed.
        most: in more articles than this it is boilerplate, and belongs in all of them.
    """

    span: Span
    key: int
    most: int


class Named(Struct, frozen=True):
    """A name or a term as an article spells it.

    Attributes:
        name: one spelling; a person's is the full name where the article has it.
        kind: "person", "place", "organisation", "name" where that is not known, or "term".
        count: how often it stands there.
    """

    name: str
    kind: str
    count: int


O = TypeVar("O", bound=msgspec.Struct)  # noqa: E741


class Rule(Generic[O]):
    """A rule; subclass it as `Rule[Options]`, where `Options` is a frozen msgspec struct.

    Attributes:
        options: the validated options.
        house: the house's names and terms.
        severity: of every finding, where the configuration sets it.
        min_confidence: what a finding must have to be reported, from 0 to 1.
        deep: whether to ask the deep level as well, if it has one; only where somebody wants that.
    """

    meta: ClassVar[Meta]
    examples: ClassVar[tuple[Good | Bad, ...]] = ()
    options_type: ClassVar[type[msgspec.Struct]] = NoOptions
    deep: bool = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for base in getattr(cls, "__orig_bases__", ()):
            for argument in get_args(base):
                if isinstance(argument, type) and issubclass(argument, msgspec.Struct):
                    cls.options_type = argument

    def __init__(
        self,
        options: O,
        house: House | None = None,
        severity: Severity | None = None,
        min_confidence: float = 0.0,
    ) -> None:
        self.options = options
        self.house = house or House()
        self.severity = severity
        self.min_confidence = min_confidence

    @classmethod
    def across(cls) -> bool:
        """Whether it compares the articles of a run."""
        return cls.passages is not Rule.passages

    @property
    def remembered(self) -> bool:
        """Whether its findings follow from the article, its options and its code alone, and may be kept.

        What a deep level says follows from its models, too, and is kept with these.
        """
        return not self.deep

    def validate(self) -> None:
        """Check what the types of the options leave open: names that must be known, files that are named.

        It is called when the rule is made for a run. An option `files` has the names of files as they
        can be opened.

        Raises:
            ConfigError: without a path, its message beginning with the option: `allow = "x": …`.
            DataError: a file that an option names cannot be used.
        """

    def prepare(self) -> None:
        """Open what checks on several processes share, a `Resource`; called before these start.

        Raises:
            UnavailableError: it cannot be opened; `check` says so again.
        """

    def explain(self, word: str) -> str | None:
        """What the rule knows of one word, in Markdown; None for a rule that knows nothing of single words.

        Raises:
            UsageError: the rule knows other words, but not this one; the nearest is offered.
        """
        return None

    def check(self, article: Article) -> Iterator[Finding]:
        """Find the rule's offences in an article; spans are in the article's text."""
        raise NotImplementedError

    def passages(self, article: Article) -> Iterator[Passage]:
        """What of an article is to be looked for in the other articles of the run."""
        return iter(())

    def check_across(
        self, article: Article, copies: Mapping[int, tuple[Elsewhere, ...]]
    ) -> Iterator[Finding]:
        """Find offences that show only beside the other articles of the run.

        Args:
            article: one with passages that belong to another.
            copies: the other places where each of them stands, by its key; the first is where it belongs.
        """
        return iter(())

    def named(self, article: Article) -> Iterator[Named]:
        """What of an article goes into the ledger of an archive: how it spells names and terms."""
        return iter(())

    def same_name(self, odd: Named, usual: Named) -> float:
        """How likely one spelling is a slip for another that stands oftener in the archive, from 0 to 1.

        Asked of what `named` gave, its counts added up, and of pairs that differ by little; it goes by the
        words, and the ledger weighs how often each stands, when, and beside what.
        """
        return 0.0

    def check_ignores(self, article: Article, unused: Sequence[UnusedDirective]) -> Iterator[Finding]:
        """Find offences in the ignore comments that keep nothing back; called after every `check`."""
        return iter(())

    def finding(
        self,
        span: Span | tuple[int, int],
        *fixes: Fix,
        related: Sequence[Related] = (),
        elsewhere: Sequence[Elsewhere] = (),
        severity: Severity | None = None,
        message: str | None = None,
        data: Mapping[str, object] | None = None,
        confidence: float | None = None,
        repeat: str | None = None,
        source: Span | None = None,
        key: str | None = None,
        **fields: object,
    ) -> Finding:
        """A finding of this rule, its message filled in from the summary and `fields`.

        With `repeat`, all findings that have the same key are reported as one, at the first place: the others
        are listed with it, and its fix mends all. `source` is the place in the source of what is no text, and
        `key` what such a finding is recognised by.
        """
        return Finding(
            rule=self.meta.name,
            span=Span(*span),
            message=message if message is not None else self.meta.summary.format(**fields),
            severity=self.severity or severity or self.meta.severity,
            fixes=tuple(fixes),
            related=tuple(related),
            elsewhere=tuple(elsewhere),
            data=data or {},
            confidence=self.meta.confidence if confidence is None else confidence,
            repeat=repeat,
            source=source,
            key=key,
        )
