"""The page as one HTML file that needs nothing else and may do nothing else.

Every text is escaped, and the page's Content-Security-Policy knows its own script and style sheet by their
digests: nothing that an article contains can run, load or be followed.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from copydesk._version import __version__
from copydesk.lint.report import Problem
from copydesk.pages.charts import LEAST_ARTICLES, LEAST_WORDS, Bars
from copydesk.pages.view import ArticleView
from copydesk.rule.finding import Severity

__all__ = [
    "ArticleSection",
    "FileRow",
    "Page",
    "RuleRow",
    "environment",
    "name_controls",
    "write",
    "write_page",
]

#: Control characters, those that turn the direction of a text, and halves of pairs: they are named instead.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: How many characters of code or markup are set without marks around them.
_MOST_MARKUP = 600


class RuleRow(Struct, frozen=True):
    """A rule in the filters; `share` is its count in percent of the most that any rule has."""

    css: str
    name: str
    severity: Severity
    count: int
    share: float


class FileRow(Struct, frozen=True):
    """An article in the list.

    Attributes:
        number: of its section; 0 where it has none on the page.
        article: its id, where its file has several.
        by: author and date.
        facets: the keys of what it can be found by.
    """

    number: int
    path: str
    article: str | None
    words: int | None
    counts: Mapping[str, int]
    title: str | None = None
    by: tuple[str, ...] = ()
    facets: Sequence[str] = ()
    link: str | None = None


class ArticleSection(Struct, frozen=True):
    """An article on the page; `note` says what is not as it should be, or is ""."""

    row: FileRow
    view: ArticleView
    note: str = ""


class Page(Struct, frozen=True):
    """All that a page shows.

    Attributes:
        title: of the page.
        summary: the counts in a sentence.
        notes: what the page leaves out, and why.
        severities: how many findings there are of each, the worst first.
        clean: the paths of files without findings.
        sections: made while the page is written, so that one article is in memory at a time.
    """

    title: str
    summary: str
    notes: Sequence[str]
    severities: Mapping[str, int]
    charts: Sequence[Bars]
    rules: Sequence[RuleRow]
    rows: Sequence[FileRow]
    clean: Sequence[str]
    problems: Sequence[Problem]
    sections: Iterator[ArticleSection]


def write_page(page: Page, out: TextIO) -> None:
    """Write a page."""
    write(out, "report.html", ("report.css", "charts.css"), ("margin.js", "report.js"), page=page)


def write(
    out: TextIO, name: str, styles: Sequence[str], scripts: Sequence[str] = (), **values: object
) -> None:
    """Write a page of a template, with its style sheets and scripts in it.

    Args:
        out: where to.
        name: of the template.
        styles: the names of the style sheets.
        scripts: the names of the scripts.
        values: what the template shows.
    """
    templates = environment()
    css, script = (Markup().join(_inlined(templates, each) for each in names) for names in (styles, scripts))
    policy = (
        f"default-src 'none'; script-src {_allowed(script)}; style-src {_allowed(css)}; "
        "base-uri 'none'; form-action 'none'"
    )
    template = templates.get_template(name)
    stream = template.stream(**values, css=css, script=script, policy=policy, version=__version__)
    stream.enable_buffering(64)
    for part in stream:
        out.write(part)


def shown(value: object) -> object:
    """A value as it is put on the page; characters that could harm it are named."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return name_controls(value)


def name_controls(text: str) -> str:
    """The text with a name for each character that could harm a page, or turn what stands beside it."""
    return _CONTROLS.sub(lambda match: named(match[0]), text)


def named(text: str) -> str:
    """Characters by their code points, for those that leave no trace."""
    return " ".join(f"[U+{ord(char):04X}]" for char in text)


@cache
def environment() -> Environment:
    """The templates, which escape every text."""
    made = Environment(
        loader=PackageLoader("copydesk.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["named"] = named
    made.globals |= {
        "MOST_MARKUP": _MOST_MARKUP,
        "LEAST_ARTICLES": LEAST_ARTICLES,
        "LEAST_WORDS": LEAST_WORDS,
    }
    return made


def _inlined(environment: Environment, name: str) -> Markup:
    """A style sheet or script of the package; it ends no element that it is put into."""
    assert environment.loader is not None
    text, _, _ = environment.loader.get_source(environment, name)
    assert "</" not in text
    return Markup(text)


def _allowed(text: str) -> str:
    """The source expression of the policy for a text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" if text else "'none'"
