"""The interface for commands of a rule pack: articles, and rules as the configuration has them.

A pack adds commands by a mapping `COMMANDS` in its module; see `copydesk.rule.plugins`. A command is a click
command that returns its exit code; a `CopydeskError` is reported as one line and exits with 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from msgspec import Struct

from copydesk.config import Config, Selection, config_for, make_rules, with_data_rules
from copydesk.document.article import Article
from copydesk.errors import CopydeskError
from copydesk.lint.check import read_articles
from copydesk.lint.linter import Linter
from copydesk.lint.report import Problem
from copydesk.rule.plugins import find_plugins, load_plugins
from copydesk.rule.rule import Rule
from copydesk.run.discovery import collect
from copydesk.text.source import Source, decode
from copydesk.text.span import START, Span

__all__ = ["Problem", "Reading", "configured", "read_paths", "read_text"]

R = TypeVar("R", bound=Rule[Any])


class Reading(Struct, frozen=True):
    """An article of a file.

    Attributes:
        path: the file, as it is to be reported.
        article: with the languages of its blocks filled in.
        source: that it stands in.
    """

    path: str
    article: Article
    source: Source

    def position(self, span: Span) -> tuple[int, int]:
        """The line and column, from 1, at which a span of the article's text starts in the file.

        Both are 0 where the file is no text.
        """
        if self.source.package is not None:
            return 0, 0
        at = self.article.source_map.to_source(*span).start
        place = START.after(self.source.text[:at]).moved(self.source.at)
        return place.line, place.column


def configured(rule: type[R]) -> R:
    """A rule with the options that it has in this folder.

    Raises:
        ConfigError: the configuration is broken.
    """
    config = config_for(Path("article.txt"))
    registry = with_data_rules(load_plugins(find_plugins()), config)
    (made,) = make_rules(registry, config, Selection(select=(rule.meta.name,)))
    return cast(R, made)


def read_paths(paths: Sequence[str], problems: list[Problem]) -> Iterator[Reading]:
    """The articles in files and folders, read as `copydesk check` reads them.

    Args:
        paths: as given on the command line.
        problems: takes what cannot be read.
    """
    linter = Linter()
    files, missing = collect(linter, paths)
    problems += missing
    for path, shown in files:
        try:
            for source, article in linter.read(path, shown):
                yield Reading(shown, article, source)
        except CopydeskError as error:
            problems.append(Problem(None, str(error)))


def read_text(text: str, language: str = "en") -> Article:
    """The article that a plain text is."""
    (article,) = read_articles(decode(text.encode(), "text", "plain"), Config(language=language))
    return article
