"""The checker of a job: it checks the text and writes the answer."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from io import StringIO

from msgspec.structs import replace

from copydesk.config import Config, Selection
from copydesk.document.language import detect_language
from copydesk.errors import FINAL, CopydeskError, StoppedError, crash_of
from copydesk.lint.check import read_articles
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport, Problem
from copydesk.reporters import Run, reporter_for
from copydesk.servers.languagetool.annotated import joined
from copydesk.servers.languagetool.block_reports import block_report
from copydesk.servers.languagetool.blocks import PostSource
from copydesk.servers.languagetool.jobs import (
    Answer,
    BlocksJob,
    CheckSettings,
    HouseWords,
    Job,
    JobOutcome,
    LanguageToolJob,
    ReportJob,
)
from copydesk.servers.languagetool.languages import DIALECTS
from copydesk.servers.languagetool.matches import response
from copydesk.text.source import Source

__all__ = ["JobChecker"]

#: For how many selections of rules a linter is kept, and for how many houses of clients a configuration.
_KEPT = 16
_ARTICLE = "article.txt"
#: What an article in blocks is called, which no file is.
_POST = "<blocks>"
#: Nobody waits for the deep level to read a text of more code points, a few seconds.
_DEEP_LENGTH = 40_000

Stop = Callable[[], bool]


class JobChecker:
    """Checks texts under one configuration.

    Raises:
        CopydeskError: the configuration is broken.
    """

    def __init__(self, settings: CheckSettings) -> None:
        self._settings = settings
        self._first = Linter(settings.settings)
        self._linters: OrderedDict[Selection, Linter] = OrderedDict()
        self._configs: dict[str, Config] = {}
        self._houses: OrderedDict[tuple[str, HouseWords], Config] = OrderedDict()
        self._first.rules_for(self._config(_ARTICLE))

    def answer(self, job: Job, seconds: float) -> Answer:
        """Do a job, unless it takes longer than `seconds`."""
        end = time.monotonic() + seconds
        try:
            return self._answer(job, lambda: time.monotonic() > end)
        except StoppedError:
            return Answer(JobOutcome.LATE)
        except CopydeskError as error:
            return Answer(JobOutcome.FAILED, problems=(str(error),))
        except FINAL:
            raise
        except BaseException as error:
            return Answer(JobOutcome.FAILED, problems=(f"a check crashed: {crash_of(error, quote=False)}",))

    def _answer(self, job: Job, stop: Stop) -> Answer:
        match job:
            case LanguageToolJob():
                return self._as_languagetool(job, stop)
            case BlocksJob():
                return self._in_blocks(job, stop)
            case ReportJob():
                return self._as_ourselves(job, stop)

    def _as_languagetool(self, job: LanguageToolJob, stop: Stop) -> Answer:
        text, places = joined(job.parts)
        source = Source(_ARTICLE, text.encode(), "plain", "utf-8", text)
        config = self._in_dialect(job.language.code, job.language.preferred)
        (article,) = read_articles(source, config)
        if job.language.code == "auto" and not config.language and (found := detect_language(article)):
            article = article.with_languages(found[0], article.blocks)  # short as it may be
        if job.selection is None:
            report, linter = FileReport(_ARTICLE, "plain", "utf-8", 0, 0, ()), self._first
        else:
            is_long = len(text) > _DEEP_LENGTH
            linter = self._linter(replace(job.selection, deep=None) if is_long else job.selection)
            report = linter.lint_source(source, config, stop=stop, articles=(article,))
        original = "".join(part.source for part in job.parts)
        body = response(job.language, article, report, original, places, self._first.registry)
        return self._answered(body, report, linter, config)

    def _as_ourselves(self, job: ReportJob, stop: Stop) -> Answer:
        config = self._config(job.name)
        source = Source(job.name, job.text.encode(), job.format, "utf-8", job.text)
        report = self._first.lint_source(source, config, stop=stop)
        shown = replace(report, problems=tuple(map(_discreet, report.problems)))
        out = StringIO()
        reporter_for("json")(Run((shown,), shown.problems), out)
        return self._answered(out.getvalue().encode(), report, self._first, config)

    def _in_blocks(self, job: BlocksJob, stop: Stop) -> Answer:
        config = self._with_house(job.name, job.house)
        linter = self._linter(job.selection)
        post = PostSource(job.blocks, _POST)
        report = linter.lint_source(post.source, config, stop=stop)
        shown = replace(report, problems=tuple(map(_discreet, report.problems)))
        return self._answered(block_report(job, post, shown, linter), report, linter, config)

    def _answered(self, body: bytes, report: FileReport, linter: Linter, config: Config) -> Answer:
        return Answer(
            JobOutcome.DONE,
            body,
            tuple(map(_logged, report.problems)),
            report.words,
            tuple(d.rule for d in report.diagnostics),
            not report.problems and all(rule.remembered for rule in linter.rules_for(config)),
        )

    def _config(self, name: str) -> Config:
        return self._first.config_for(self._settings.folder / name)

    def _in_dialect(self, code: str, preferred: tuple[str, ...]) -> Config:
        """The configuration, with the dialect that a client asks for where the house has none."""
        config = self._config(_ARTICLE)
        dialect = next((c for c in (code, *preferred) if c in DIALECTS), None)
        if dialect is None or config.house.dialect:
            return config
        if dialect not in self._configs:
            house = replace(config.house, dialect=dialect)
            self._configs[dialect] = replace(config, house=house)
        return self._configs[dialect]

    def _with_house(self, name: str, house: HouseWords) -> Config:
        """The configuration for a file, with what a client's house knows; its dialect where ours has none."""
        if house == HouseWords():
            return self._config(name)
        if (name, house) not in self._houses:
            config = self._config(name)
            known = replace(
                config.house,
                names=(*config.house.names, *house.names),
                words=(*config.house.words, *house.words),
                dialect=config.house.dialect or house.dialect,
            )
            self._houses[name, house] = replace(config, house=known)
            if len(self._houses) > _KEPT:
                self._houses.popitem(last=False)
        self._houses.move_to_end((name, house))
        return self._houses[name, house]

    def _linter(self, asked: Selection) -> Linter:
        """The linter for what a client asks for on top of the command line."""
        if asked == Selection():
            return self._first
        if asked not in self._linters:
            base = self._settings.settings.selection
            selection = Selection(
                asked.select if asked.select is not None else base.select,
                base.extend_select + asked.extend_select,
                base.ignore + asked.ignore,
                base.min_confidence if asked.min_confidence is None else asked.min_confidence,
                base.deep if base.deep is not None else asked.deep,
            )
            settings = replace(self._settings.settings, selection=selection)
            self._linters[asked] = Linter(settings, self._first.registry)
            if len(self._linters) > _KEPT:
                self._linters.popitem(last=False)
        self._linters.move_to_end(asked)
        return self._linters[asked]


def _discreet(problem: Problem) -> Problem:
    """The problem as a client may know it: what a crash says may name a file of this machine."""
    what = f"the rule {problem.rule} did not get to its end" if problem.rule else "the text could not be read"
    return replace(problem, message=f"{what}; the server's log says more")


def _logged(problem: Problem) -> str:
    """The problem as the log may have it: what a crash says may quote the text."""
    if problem.rule and problem.message.startswith(f"{problem.rule}: "):
        return problem.message
    what = problem.message.partition(": ")[0]
    return f"{what}; `copydesk check` on the same text says how"
