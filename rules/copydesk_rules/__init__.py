"""The built-in rule pack: a plugin like any other."""

from __future__ import annotations

from copydesk_rules.languagetool.rule import LanguageTool
from copydesk_rules.markup.invisible_character import InvisibleCharacter
from copydesk_rules.markup.leftover_entity import LeftoverEntity
from copydesk_rules.markup.leftover_field import LeftoverField
from copydesk_rules.markup.leftover_markup import LeftoverMarkup
from copydesk_rules.markup.leftover_shortcode import LeftoverShortcode
from copydesk_rules.markup.lookalike_letters import LookalikeLetters
from copydesk_rules.markup.mojibake import Mojibake
from copydesk_rules.markup.page_furniture import PageFurniture
from copydesk_rules.markup.placeholder_text import PlaceholderText
from copydesk_rules.meta.unused_ignore import UnusedIgnore
from copydesk_rules.names.inconsistent_name import InconsistentName
from copydesk_rules.names.inconsistent_term import InconsistentTerm
from copydesk_rules.names.misspelled_name import MisspelledName
from copydesk_rules.names.undefined_abbreviation import UndefinedAbbreviation
from copydesk_rules.punctuation.hyphen_number import HyphenNumber
from copydesk_rules.punctuation.missing_capital import MissingCapital
from copydesk_rules.punctuation.missing_full_stop import MissingFullStop
from copydesk_rules.punctuation.punctuation_spacing import PunctuationSpacing
from copydesk_rules.quotation.inconsistent_ellipsis import InconsistentEllipsis
from copydesk_rules.quotation.misquotation import Misquotation
from copydesk_rules.quotation.mixed_quotes import MixedQuotes
from copydesk_rules.quotation.pull_quote_mismatch import PullQuoteMismatch
from copydesk_rules.quotation.unbalanced_quotes import UnbalancedQuotes
from copydesk_rules.repetition.duplicate_across import DuplicateAcross
from copydesk_rules.repetition.duplicate_paragraph import DuplicateParagraph
from copydesk_rules.repetition.duplicate_sentence import DuplicateSentence
from copydesk_rules.repetition.repeated_word import RepeatedWord
from copydesk_rules.structure.broken_anchor import BrokenAnchor
from copydesk_rules.structure.date_mismatch import DateMismatch
from copydesk_rules.structure.empty_byline import EmptyByline
from copydesk_rules.structure.empty_heading import EmptyHeading
from copydesk_rules.structure.empty_link import EmptyLink
from copydesk_rules.structure.first_reference import FirstReference
from copydesk_rules.structure.headline_mismatch import HeadlineMismatch
from copydesk_rules.structure.impossible_date import ImpossibleDate
from copydesk_rules.structure.incomplete_date import IncompleteDate
from copydesk_rules.structure.list_mismatch import ListMismatch
from copydesk_rules.structure.missing_alt import MissingAlt
from copydesk_rules.structure.number_mismatch import NumberMismatch
from copydesk_rules.structure.relative_date import RelativeDate
from copydesk_rules.structure.skipped_heading_level import SkippedHeadingLevel
from copydesk_rules.structure.tracking_parameter import TrackingParameter
from copydesk_rules.structure.weekday_mismatch import WeekdayMismatch
from copydesk_rules.wording.agreement import Agreement
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.demonym_mismatch import DemonymMismatch
from copydesk_rules.wording.extra_word import ExtraWord
from copydesk_rules.wording.house_term import HouseTerm
from copydesk_rules.wording.joined_words import JoinedWords
from copydesk_rules.wording.missing_article import MissingArticle
from copydesk_rules.wording.missing_word import MissingWord
from copydesk_rules.wording.misspelling import Misspelling
from copydesk_rules.wording.mixed_spelling import MixedSpelling
from copydesk_rules.wording.split_word import SplitWord
from copydesk_rules.wording.wrong_article import WrongArticle
from copydesk_rules.wording.wrong_form import WrongForm

__all__ = ["COMMANDS", "RULES"]

RULES = (
    DuplicateParagraph,
    DuplicateSentence,
    DuplicateAcross,
    RepeatedWord,
    ConfusableWord,
    WrongArticle,
    MissingArticle,
    MissingWord,
    ExtraWord,
    Agreement,
    WrongForm,
    Misspelling,
    JoinedWords,
    SplitWord,
    DemonymMismatch,
    MixedSpelling,
    HouseTerm,
    LeftoverMarkup,
    LeftoverShortcode,
    LeftoverEntity,
    LeftoverField,
    PlaceholderText,
    Mojibake,
    InvisibleCharacter,
    LookalikeLetters,
    PageFurniture,
    InconsistentName,
    MisspelledName,
    InconsistentTerm,
    UndefinedAbbreviation,
    UnbalancedQuotes,
    MixedQuotes,
    InconsistentEllipsis,
    Misquotation,
    PullQuoteMismatch,
    PunctuationSpacing,
    MissingFullStop,
    MissingCapital,
    HyphenNumber,
    EmptyByline,
    WeekdayMismatch,
    IncompleteDate,
    ImpossibleDate,
    DateMismatch,
    HeadlineMismatch,
    NumberMismatch,
    ListMismatch,
    EmptyLink,
    BrokenAnchor,
    MissingAlt,
    EmptyHeading,
    SkippedHeadingLevel,
    TrackingParameter,
    RelativeDate,
    FirstReference,
    LanguageTool,
    UnusedIgnore,
)

COMMANDS = {
    "languagetool": "copydesk_rules.languagetool.install:languagetool",
    "words": "copydesk_rules.wording.words:words",
}
