"""Which findings of a run the baseline knows.

Entries and findings are paired one to one, the surest pairs first:

1. those with the same words around them, of several that are equal the first with the first;
2. those with the same three words on either side, then those whose surroundings are alike: unless the words
   around the entry still stand in the article without what was found. Then that was mended, and what is
   found elsewhere is new;
3. where an article has only one entry and one finding of these words, these two, unless a part of what
   stood around the entry still stands there;
4. entries of files that are gone, with findings in files that the baseline does not name.

Entries that are alike in all that they say cannot be told apart: so many equal findings are known as
there are entries.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from copydesk.errors import CopydeskError, UsageError
from copydesk.lint.check import read_articles
from copydesk.lint.diagnostic import NEIGHBOURS, Diagnostic, Suppressed, Suppressor, bare_words
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.triage.baseline import Baseline, Entry, Key, normal

__all__ = ["Place", "Settled", "settle"]

#: Of a long finding so many code points count.
_MAX_WORDS = 80
_NEAR = 3
_PART = 5
#: What is alike: the share of words that two surroundings have in common, of both sides or of one.
_ALIKE, _SIDE_ALIKE = 0.5, 0.6
#: More pairs of one key than this are not compared; only the same surroundings count then.
_MAX_PAIRS = 250_000
#: Among so many entries whose files are gone a finding's own is looked for.
_MAX_CANDIDATES = 50

#: How many code points of one file are searched.
_BUDGET = 2_000_000_000
#: With the space behind it.
_LONG_WORD = 12

K = TypeVar("K")
T = TypeVar("T")


class Place(Struct, frozen=True, eq=False, gc=False):
    """A place of a finding: its own, or one where it repeats.

    Attributes:
        nth: which of several in the file that are equal in all of this.
    """

    diagnostic: Diagnostic
    words: str
    before: str
    after: str
    nth: int = 1

    @property
    def key(self) -> Key:
        return (self.diagnostic.article or "", self.diagnostic.rule, self.words)

    def entry(self, path: str, since: date) -> Entry:
        """The entry that makes it known."""
        article, rule, words = self.key
        return Entry(
            path=path,
            rule=rule,
            words=words,
            before=self.before,
            after=self.after,
            since=since,
            article=article,
            nth=self.nth,
        )


def _places(report: FileReport) -> list[tuple[Diagnostic, list[Place]]]:
    """The findings of a file with their places."""
    seen: Counter[tuple[str, ...]] = Counter()

    def place(diagnostic: Diagnostic, words: str, context: tuple[str, str]) -> Place:
        told = Place(diagnostic, words[:_MAX_WORDS], *context)
        same = (*told.key, *context)
        seen[same] += 1
        return told if seen[same] == 1 else replace(told, nth=seen[same])

    found = []
    for d in report.diagnostics:
        repeats = (place(d, r.words, r.context) for r in d.related if r.repeat)
        found.append((d, [place(d, d.words, d.context), *repeats]))
    return found


class Settled(Struct, frozen=True):
    """What of a run is known.

    Attributes:
        reports: with the known findings among the suppressed, and a note on those that have expired.
        pairs: each entry that is in use, the place that it stands for and the path of its file.
        places: all there are, each with the path of its file.
        new: those that no entry stands for.
        expired: entries in use that let nothing pass any more.
        stale: entries that stand for nothing.
        unjudged: entries of which this run says nothing: their files or rules were not part of it.
    """

    reports: Sequence[FileReport]
    pairs: Sequence[tuple[Entry, Place, str]] = ()
    places: Sequence[tuple[Place, str]] = ()
    new: Sequence[tuple[Place, str]] = ()
    expired: Sequence[Entry] = ()
    stale: Sequence[Entry] = ()
    unjudged: Sequence[Entry] = ()


def settle(
    baseline: Baseline,
    reports: Sequence[FileReport],
    linter: Linter,
    whole: bool = False,
    today: date | None = None,
    strict: bool = False,
) -> Settled:
    """Pair the findings of a run with what the baseline knows.

    Args:
        baseline: what is known.
        reports: of the run, as checked.
        linter: what they were checked with.
        whole: whether every file in the baseline's folder was part of the run, so that entries of files that
            are gone are stale.
        today: by default the day it is.
        strict: whether the surroundings must be alike even where an article has one entry and one finding.
    """
    matching = _Matching(baseline, reports, linter, strict)
    matching.run()
    entry_of = {place: entry for place, (entry, _) in matching.pairs.items()}
    today = today or date.today()
    expired = [e for e in entry_of.values() if e.expires is not None and e.expires < today]
    late = set(expired)
    kept = [
        _kept_back(report, [(d, [entry_of.get(p) for p in places]) for d, places in found], late)
        for report, found in matching.files
    ]
    used = set(entry_of.values())
    stale: list[Entry] = []
    unjudged: list[Entry] = []
    for entry in baseline.entries:
        if entry not in used:
            (stale if matching.is_stale(entry, whole) else unjudged).append(entry)
    every = [(place, path) for path, places in matching.places.items() for place in places]
    return Settled(
        reports=kept,
        pairs=[(entry, place, path) for place, (entry, path) in matching.pairs.items()],
        places=every,
        new=[(place, path) for place, path in every if place not in entry_of],
        expired=expired,
        stale=stale,
        unjudged=unjudged,
    )


def _kept_back(
    report: FileReport,
    found: Sequence[tuple[Diagnostic, Sequence[Entry | None]]],
    late: Collection[Entry],
) -> FileReport:
    """A report with the findings that are known, at every place, among the suppressed."""
    diagnostics: list[Diagnostic] = []
    suppressed = list(report.suppressed)
    for diagnostic, entries in found:
        known = [entry for entry in entries if entry is not None]
        over = next((entry for entry in known if entry in late), None)
        if over is not None:
            owner = f", owner {over.owner}" if over.owner else ""
            note = f"(known since {over.since}, expired {over.expires}{owner})"
            diagnostics.append(replace(diagnostic, message=f"{diagnostic.message} {note}"))
        elif len(known) < len(entries):
            diagnostics.append(diagnostic)
        else:
            suppressed.append(Suppressed(diagnostic, Suppressor.BASELINE, known[0].said()))
    if len(suppressed) == len(report.suppressed) and not late:
        return report
    return replace(report, diagnostics=tuple(diagnostics), suppressed=tuple(suppressed))


class _Matching:
    """The pairs of one run, as they are found; see the module."""

    def __init__(
        self, baseline: Baseline, reports: Sequence[FileReport], linter: Linter, strict: bool
    ) -> None:
        self._baseline = baseline
        self._strict = strict
        self._linter = linter
        self.files = [(r, _places(r)) for r in reports]
        self._reports = {baseline.relative(r.path): r for r in reports}
        self.places: dict[str, list[Place]] = {}
        for report, found in self.files:
            self.places[baseline.relative(report.path)] = [p for _, places in found for p in places]
        self.pairs: dict[Place, tuple[Entry, str]] = {}
        self._taken: set[Entry] = set()
        self._entries = _grouped(baseline.entries, lambda e: normal(e.path))
        self._names: dict[str, str] = {}
        self._rules: dict[str, frozenset[str]] = {}

    def run(self) -> None:
        """Find the pairs."""
        for path, places in self.places.items():
            if places and (entries := self._entries.get(path)):
                self._pair(entries, places, path)
                if rest := self._left(places):
                    renamed = [e for e in self._unused(entries) if self._name(e.rule) != e.rule]
                    self._pair(renamed, rest, path, renamed=True)
        self._pair_renamed()

    def is_stale(self, entry: Entry, whole: bool) -> bool:
        """Whether an entry that is in no pair stands for nothing any more."""
        path = normal(entry.path)
        report = self._reports.get(path)
        if report is None:
            return whole and self._baseline.is_gone(entry)
        if report.problems:
            return False
        name = self._name(entry.rule)
        return name in self._ran(report) or name not in self._linter.registry.rules

    def _ran(self, report: FileReport) -> frozenset[str]:
        if report.path not in self._rules:
            rules = self._linter.rules_for(self._linter.config_for(Path(report.path)))
            self._rules[report.path] = frozenset(rule.meta.name for rule in rules)
        return self._rules[report.path]

    def _name(self, rule: str) -> str:
        """The name that a rule has now."""
        if rule not in self._names:
            try:
                self._names[rule] = self._linter.registry.rule(rule).meta.name
            except UsageError:
                self._names[rule] = rule
        return self._names[rule]

    def _left(self, places: Sequence[Place]) -> list[Place]:
        return [place for place in places if place not in self.pairs]

    def _unused(self, entries: Sequence[Entry]) -> list[Entry]:
        return [entry for entry in entries if entry not in self._taken]

    def _take(self, entry: Entry, place: Place, path: str) -> None:
        self._taken.add(entry)
        self.pairs[place] = (entry, path)

    def _key(self, entry: Entry) -> Key:
        return (entry.article, self._name(entry.rule), entry.words)

    def _pair(
        self,
        entries: Sequence[Entry],
        places: Sequence[Place],
        path: str,
        renamed: bool = False,
        moved: bool = False,
    ) -> None:
        """Pair entries with places in one file.

        Args:
            entries, places: what to pair.
            path: of the file.
            renamed: whether the rules' names of today count.
            moved: whether the entries are of another file, so that only the surroundings tell.
        """
        by_key = _grouped(entries, self._key if renamed else lambda e: e.key)
        text = _Text(self._linter, self._reports[path])
        for key, here in _grouped(places, lambda p: p.key).items():
            if known := by_key.get(key):
                self._pair_equal(known, here, path, text, moved)

    def _pair_equal(
        self, entries: list[Entry], places: list[Place], path: str, text: _Text, moved: bool
    ) -> None:
        only = len(entries) == len(places) == 1 and not moved and not self._strict
        article = entries[0].article
        self._pair_same(entries, places, path, _numbered_sides)
        for sides, most in ((_sides, NEIGHBOURS), (_near_sides, _NEAR)):
            entries, places = self._unused(entries), self._left(places)
            self._pair_same(entries, places, path, sides)
            entries, places = self._unused(entries), self._left(places)
            if not entries or not places or len(entries) * len(places) > _MAX_PAIRS:
                return
            entries = [e for e in entries if not text.has_without(e, article, sides(e), most)]
        pairs = ((_likeness(entry, place), entry, place) for entry in entries for place in places)
        for _, entry, place in sorted(filter(_score, pairs), key=_score, reverse=True):
            if entry not in self._taken and place not in self.pairs:
                self._take(entry, place, path)
        if only and entries and places[0] not in self.pairs and not text.has_part(entries[0], article):
            self._take(entries[0], places[0], path)

    def _pair_same(
        self, entries: Sequence[Entry], places: Sequence[Place], path: str, of: Callable[[Entry | Place], K]
    ) -> None:
        """Pair those of which `of` tells the same, in their order."""
        waiting = _grouped(reversed(entries), of)
        for place in places:
            if same := waiting.get(of(place)):
                self._take(same.pop(), place, path)

    def _pair_renamed(self) -> None:
        """Pair the entries of files that are gone with findings in files that have no entries."""
        unknown = {
            path: left
            for path, places in self.places.items()
            if path not in self._entries and (left := self._left(places))
        }
        if not unknown:
            return
        wanted = {place.key for places in unknown.values() for place in places}
        elsewhere = [
            entry
            for path, entries in self._entries.items()
            if path not in self._reports
            for entry in entries
            if self._key(entry) in wanted and self._baseline.is_gone(entry)
        ]
        exact = _grouped(elsewhere, lambda e: (self._key(e), _near_sides(e)))
        alike = _grouped(elsewhere, self._key)
        votes: dict[tuple[str, str], float] = defaultdict(float)
        for path, places in unknown.items():
            for place in places:
                if same := exact.get((place.key, _near_sides(place))):
                    for entry in same[:_MAX_CANDIDATES]:
                        votes[path, entry.path] += 1
                elif len(candidates := alike.get(place.key, ())) <= _MAX_CANDIDATES:
                    for entry in candidates:
                        votes[path, entry.path] += _likeness(entry, place)
        name = PurePosixPath
        best = sorted(votes, key=lambda pair: (-votes[pair], name(pair[0]).name != name(pair[1]).name, pair))
        for path, old in best:
            entries = self._unused(self._entries[normal(old)])
            left = self._left(unknown[path])
            if votes[path, old] and entries and left:
                self._pair(entries, left, path, renamed=True, moved=True)
        for path, places in unknown.items():
            for place in self._left(places):
                same = exact.get((place.key, _near_sides(place)), [])
                while same and same[-1] in self._taken:
                    same.pop()
                if same:
                    self._take(same.pop(), place, path)


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

    def has_without(self, entry: Entry, article: str, sides: tuple[str, str], most: int) -> bool:
        """Whether what stood on the sides of an entry stands there still, without what was found between.

        Args:
            entry: what was found.
            article: the id of the article.
            sides: the words before and behind it.
            most: how many words a side has, unless the article begins, or ends, there.
        """
        before, after = sides
        text = self._searched(article)
        if not text or not (before or after):
            return False
        words = " ".join(bare_words(entry.words))
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

    def has_part(self, entry: Entry, article: str) -> bool:
        """Whether what stood on one side of an entry stands there still."""
        sides = (entry.before.split()[-_PART:], entry.after.split()[:_PART])
        text = self._searched(article)
        return any(len(side) == _PART and f" {' '.join(side)} " in text for side in sides)


def _sides(of: Entry | Place) -> tuple[str, str]:
    return (of.before, of.after)


def _numbered_sides(of: Entry | Place) -> tuple[str, str, int]:
    return (of.before, of.after, of.nth)


def _near_sides(of: Entry | Place) -> tuple[str, str]:
    return (" ".join(of.before.split()[-_NEAR:]), " ".join(of.after.split()[:_NEAR]))


def _score(pair: tuple[float, Entry, Place]) -> float:
    return pair[0]


def _likeness(entry: Entry, place: Place) -> float:
    """How alike the surroundings of an entry and a place are, from 0 to 1; 0 for too little to tell."""
    from rapidfuzz.distance.Indel import normalized_similarity

    before = normalized_similarity(entry.before.split(), place.before.split())
    after = normalized_similarity(entry.after.split(), place.after.split())
    mean = (before + after) / 2
    return mean if mean >= _ALIKE or max(before, after) >= _SIDE_ALIKE else 0.0


def _grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
