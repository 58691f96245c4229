"""The matching of known findings with those of a run, which is the same for a baseline and for decisions.

What is known and what is found are paired one to one by their keys, the surest pairs first:

1. those with the same words around them, of several that are equal the first with the first;
2. those with the same three words on either side, then those whose surroundings are alike: unless the words
   around what is known still stand in the article without what was found. Then that was mended, and what is
   found elsewhere is new;
3. where an article has only one known and one found of these words, these two, unless a part of what
   stood around the known one still stands there;
4. what is known of files that are gone, with findings in files of which nothing is known.

Keys that are alike in all that they say cannot be told apart: so many equal findings are known as there are
keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TypeVar

from copydesk.errors import CopydeskError, UsageError
from copydesk.lint.check import read_articles
from copydesk.lint.diagnostic import NEIGHBOURS, bare_words
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.triage.finding_key import FindingKey, RelativePaths, Subject, normal_path, places_of

__all__ = ["Matching"]

_NEAR = 3
_PART = 5
#: What is alike: the share of words that two surroundings have in common, of both sides or of one.
_ALIKE, _SIDE_ALIKE = 0.5, 0.6
#: More pairs of one key than this are not compared; only the same surroundings count then.
_MAX_PAIRS = 250_000
#: Among so many known ones whose files are gone a finding's own is looked for.
_MAX_CANDIDATES = 50
#: How many code points of one file are searched.
_BUDGET = 2_000_000_000
#: With the space behind it.
_LONG_WORD = 12

K = TypeVar("K")
T = TypeVar("T")


class Matching:
    """The pairs of what is known and what a run found.

    Args:
        known: the keys of what is known.
        reports: of the run, as checked.
        linter: what they were checked with.
        paths: the names that files have in keys.
        strict: whether the surroundings must be alike even where an article has one known and one found.

    Attributes:
        files: each report with its findings and their places.
        pairs: the known key of each found one that has one.
    """

    def __init__(
        self,
        known: Sequence[FindingKey],
        reports: Sequence[FileReport],
        linter: Linter,
        paths: RelativePaths,
        strict: bool = False,
    ) -> None:
        self._linter = linter
        self._paths = paths
        self._strict = strict
        named = [(paths.relative(report.path), report) for report in reports]
        self._reports = dict(named)
        self.files = [(report, places_of(report, name)) for name, report in named]
        self.pairs: dict[FindingKey, FindingKey] = {}
        self._found = {
            name: [place.key for _, places in found for place in places]
            for (name, _), (_, found) in zip(named, self.files, strict=True)
        }
        self._known = _grouped(known, lambda key: normal_path(key.path))
        self._taken: set[FindingKey] = set()
        self._names: dict[str, str] = {}
        self._rules: dict[str, frozenset[str]] = {}
        self._pair_files()
        self._pair_renamed()

    def _pair_files(self) -> None:
        """Pair what is known of the files of the run."""
        for path, found in self._found.items():
            if found and (known := self._known.get(path)):
                self._pair(known, found, path)
                if rest := self._left(found):
                    renamed = [key for key in self._unused(known) if self._name(key.rule) != key.rule]
                    self._pair(renamed, rest, path, renamed=True)

    def is_stale(self, known: FindingKey, whole: bool) -> bool:
        """Whether a known key that is in no pair stands for nothing any more.

        Args:
            known: the key.
            whole: whether every file in the folder of the known ones was part of the run.
        """
        report = self._reports.get(normal_path(known.path))
        if report is None:
            return whole and self._paths.is_gone(known.path)
        if report.problems:
            return False
        name = self._name(known.rule)
        return name in self._ran(report) or name not in self._linter.known.rules

    def _ran(self, report: FileReport) -> frozenset[str]:
        if report.path not in self._rules:
            rules = self._linter.rules_for(self._linter.config_for(Path(report.path)))
            self._rules[report.path] = frozenset(rule.meta.name for rule in rules)
        return self._rules[report.path]

    def _name(self, rule: str) -> str:
        """The name that a rule has now."""
        if rule not in self._names:
            try:
                self._names[rule] = self._linter.known.rule(rule).meta.name
            except UsageError:
                self._names[rule] = rule
        return self._names[rule]

    def _left(self, found: Sequence[FindingKey]) -> list[FindingKey]:
        return [key for key in found if key not in self.pairs]

    def _unused(self, known: Sequence[FindingKey]) -> list[FindingKey]:
        return [key for key in known if key not in self._taken]

    def _take(self, known: FindingKey, found: FindingKey) -> None:
        self._taken.add(known)
        self.pairs[found] = known

    def _subject_now(self, known: FindingKey) -> Subject:
        return (known.article, self._name(known.rule), known.words)

    def _pair(
        self,
        known: Sequence[FindingKey],
        found: Sequence[FindingKey],
        path: str,
        renamed: bool = False,
        moved: bool = False,
    ) -> None:
        """Pair what is known with what is found in one file.

        Args:
            known, found: what to pair.
            path: of the file.
            renamed: whether the rules' names of today count.
            moved: whether what is known is of another file, so that only the surroundings tell.
        """
        by_subject = _grouped(known, self._subject_now if renamed else lambda key: key.subject)
        text = _Text(self._linter, self._reports[path])
        for subject, here in _grouped(found, lambda key: key.subject).items():
            if same := by_subject.get(subject):
                self._pair_equal(same, here, text, moved)

    def _pair_equal(self, known: list[FindingKey], found: list[FindingKey], text: _Text, moved: bool) -> None:
        """Pair keys of one subject in one file."""
        only = len(known) == len(found) == 1 and not moved and not self._strict
        article = known[0].article
        self._pair_same(known, found, _numbered_sides)
        for sides, most in ((_sides, NEIGHBOURS), (_near_sides, _NEAR)):
            known, found = self._unused(known), self._left(found)
            self._pair_same(known, found, sides)
            known, found = self._unused(known), self._left(found)
            if not known or not found or len(known) * len(found) > _MAX_PAIRS:
                return
            known = [key for key in known if not text.has_without(key, article, sides(key), most)]
        pairs = ((_likeness(one, other), one, other) for one in known for other in found)
        for _, one, other in sorted(filter(_score, pairs), key=_score, reverse=True):
            if one not in self._taken and other not in self.pairs:
                self._take(one, other)
        if only and known and found[0] not in self.pairs and not text.has_part(known[0], article):
            self._take(known[0], found[0])

    def _pair_same(
        self, known: Sequence[FindingKey], found: Sequence[FindingKey], of: Callable[[FindingKey], K]
    ) -> None:
        """Pair those of which `of` tells the same, in their order."""
        waiting = _grouped(reversed(known), of)
        for key in found:
            if same := waiting.get(of(key)):
                self._take(same.pop(), key)

    def _pair_renamed(self) -> None:
        """Pair what is known of files that are gone with findings in files of which nothing is known."""
        unknown = {
            path: left
            for path, found in self._found.items()
            if path not in self._known and (left := self._left(found))
        }
        if not unknown:
            return
        wanted = {key.subject for found in unknown.values() for key in found}
        elsewhere = [
            key
            for path, known in self._known.items()
            if path not in self._reports
            for key in known
            if self._subject_now(key) in wanted and self._paths.is_gone(key.path)
        ]
        exact = _grouped(elsewhere, lambda key: (self._subject_now(key), _near_sides(key)))
        votes = self._votes(unknown, exact, _grouped(elsewhere, self._subject_now))
        name = PurePosixPath
        best = sorted(votes, key=lambda pair: (-votes[pair], name(pair[0]).name != name(pair[1]).name, pair))
        for path, old in best:
            known = self._unused(self._known[normal_path(old)])
            left = self._left(unknown[path])
            if votes[path, old] and known and left:
                self._pair(known, left, path, renamed=True, moved=True)
        for found in unknown.values():
            for key in self._left(found):
                same = exact.get((key.subject, _near_sides(key)), [])
                while same and same[-1] in self._taken:
                    same.pop()
                if same:
                    self._take(same.pop(), key)

    @staticmethod
    def _votes(
        unknown: Mapping[str, Sequence[FindingKey]],
        exact: Mapping[tuple[Subject, tuple[str, str]], Sequence[FindingKey]],
        alike: Mapping[Subject, Sequence[FindingKey]],
    ) -> Mapping[tuple[str, str], float]:
        """How much speaks for a file, of all that are unknown, being another that is gone.

        Args:
            unknown: what is found in each file of which nothing is known.
            exact: what is known of files that are gone, by subject and nearest words.
            alike: the same by subject.
        """
        votes: dict[tuple[str, str], float] = defaultdict(float)
        for path, found in unknown.items():
            for key in found:
                if same := exact.get((key.subject, _near_sides(key))):
                    for known in same[:_MAX_CANDIDATES]:
                        votes[path, known.path] += 1
                elif len(candidates := alike.get(key.subject, ())) <= _MAX_CANDIDATES:
                    for known in candidates:
                        votes[path, known.path] += _likeness(known, key)
        return votes


class _Text:
    """The words of a file's articles, read when they are first asked for."""

    def __init__(self, linter: Linter, report: FileReport) -> None:
        self._linter = linter
        self._report = report
        self._budget = _BUDGET

    @cached_property
    def _articles(self) -> Mapping[str, str]:
        report = self._report
        try:
            opened, config = self._linter.open(Path(report.path), report.path)
            articles = {a.id or "": a.prose for source in opened for a in read_articles(source, config)}
            if opened.digest != report.digest:
                return {}  # it came from standard input, or changed meanwhile
        except CopydeskError:
            return {}
        return {name: f" {' '.join(bare_words(prose))} " for name, prose in articles.items()}

    def has_without(self, known: FindingKey, article: str, sides: tuple[str, str], most: int) -> bool:
        """Whether what stood on the sides of a known key stands there still, without what was found between.

        Args:
            known: the key.
            article: the id of the article.
            sides: the words before and behind it.
            most: how many words a side has, unless the article begins, or ends, there.
        """
        before, after = sides
        text = self._searched(article)
        if not text or not (before or after):
            return False
        words = " ".join(bare_words(known.words))
        left, right = f" {before} " if before else " ", f" {after} " if after else " "
        first, last = (len(side.split()) < most for side in sides)
        room = (len(words.split()) + _NEAR) * _LONG_WORD if words else 0
        at = text.find(left)
        while at >= 0 and not (first and at > 0):
            start = at + len(left) - 1
            rest = text[start : start + room + len(right)]
            ends = not last or (start + len(rest) == len(text) and rest.endswith(right))
            end = (rest.rfind if last else rest.find)(right) if ends else -1
            if end >= 0 and (not words or f" {words} " not in rest[: end + 1]):
                return True
            at = text.find(left, at + 1)
        return False

    def _searched(self, article: str) -> str:
        """The words of an article, or nothing when this file has been searched often enough."""
        text = self._articles.get(article, "")
        self._budget -= len(text)
        return text if self._budget > 0 else ""

    def has_part(self, known: FindingKey, article: str) -> bool:
        """Whether what stood on one side of a known key stands there still."""
        sides = (known.before.split()[-_PART:], known.after.split()[:_PART])
        text = self._searched(article)
        return any(len(side) == _PART and f" {' '.join(side)} " in text for side in sides)


def _sides(of: FindingKey) -> tuple[str, str]:
    return (of.before, of.after)


def _numbered_sides(of: FindingKey) -> tuple[str, str, int]:
    return (of.before, of.after, of.nth)


def _near_sides(of: FindingKey) -> tuple[str, str]:
    return (" ".join(of.before.split()[-_NEAR:]), " ".join(of.after.split()[:_NEAR]))


def _score(pair: tuple[float, FindingKey, FindingKey]) -> float:
    return pair[0]


def _likeness(known: FindingKey, found: FindingKey) -> float:
    """How alike the surroundings of two keys are, from 0 to 1; 0 for too little to tell."""
    from rapidfuzz.distance.Indel import normalized_similarity

    before = normalized_similarity(known.before.split(), found.before.split())
    after = normalized_similarity(known.after.split(), found.after.split())
    mean = (before + after) / 2
    return mean if mean >= _ALIKE or max(before, after) >= _SIDE_ALIKE else 0.0


def _grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
