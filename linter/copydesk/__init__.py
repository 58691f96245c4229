"""copydesk: the last reader before publication. What is listed here is the interface for rule packs."""

import os
import sys

if sys.argv[:1] == ["-m"] and any(arg.removeprefix("-m").startswith("copydesk") for arg in sys.orig_argv):
    # `python -m copydesk` puts the working directory before all that is installed. It holds articles, which
    # may be anybody's; a `json.py` among them is not to be imported.
    sys.path[:] = [folder for folder in sys.path if folder not in ("", os.getcwd())]

from copydesk._version import __version__
from copydesk.document.article import MASK, Article, Block, Directive, Kind, Sentence
from copydesk.document.elements import Elements, EmptyHeading, Image, Link
from copydesk.document.quotations import Quotation
from copydesk.errors import (
    ConfigError,
    CopydeskError,
    DataError,
    RuleError,
    UnavailableError,
    UsageError,
    nearest,
)
from copydesk.rule.finding import Edit, Elsewhere, Finding, Fix, Related, Safety, Severity
from copydesk.rule.kinds import Existence, Substitution, match_case, words_pattern
from copydesk.rule.resource import Resource
from copydesk.rule.rule import (
    Bad,
    Default,
    Dialect,
    FixAvailability,
    Good,
    House,
    Meta,
    Named,
    NoOptions,
    Passage,
    Rule,
    UnusedDirective,
)
from copydesk.text.regex import lazy_pattern
from copydesk.text.span import Span
from copydesk.text.words import is_verse, words_in

__all__ = [
    "MASK",
    "Article",
    "Bad",
    "Block",
    "ConfigError",
    "CopydeskError",
    "DataError",
    "Default",
    "Dialect",
    "Directive",
    "Edit",
    "Elements",
    "Elsewhere",
    "EmptyHeading",
    "Existence",
    "Finding",
    "Fix",
    "FixAvailability",
    "Good",
    "House",
    "Image",
    "Kind",
    "Link",
    "Meta",
    "Named",
    "NoOptions",
    "Passage",
    "Quotation",
    "Related",
    "Resource",
    "Rule",
    "RuleError",
    "Safety",
    "Sentence",
    "Severity",
    "Span",
    "Substitution",
    "UnavailableError",
    "UnusedDirective",
    "UsageError",
    "__version__",
    "is_verse",
    "lazy_pattern",
    "match_case",
    "nearest",
    "words_in",
    "words_pattern",
]
