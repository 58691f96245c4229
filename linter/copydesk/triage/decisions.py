"""The log of decisions: what editors decided on findings and which content they signed off.

It is JSON Lines, only ever appended to: a header, then an event a line. A finding is named as the
baseline names it, by the words found and the words around them (`finding_key`), and found again as those
of the baseline are (`matching`): so a decision holds when the text above is edited and when the file is
renamed. A finding keeps the identifier that its first decision gave it. What counts is the latest
decision by the time it was made, whatever the order of the lines, so that the logs of two branches can be
joined line by line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from itertools import count
from pathlib import Path
from stat import S_ISREG
from typing import Annotated

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

from copydesk.errors import DataError, WriteError, os_error_reason
from copydesk.lint.diagnostic import Diagnostic, Suppressed, Suppressor
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.system.jsonl import append, header, locked, parsed
from copydesk.text.source import digest_of
from copydesk.triage.finding_key import FindingKey, Place, RelativePaths
from copydesk.triage.matching import Matching

__all__ = ["SCHEMA", "Choice", "Decision", "DecisionLog", "SignOff", "Verdict"]

SCHEMA = "copydesk/decisions/1"
#: How many bytes of a file are read at once.
_PIECE = 2**20

_Time = Annotated[datetime, msgspec.Meta(tz=True)]


class Verdict(StrEnum):
    """What an editor makes of a finding.

    Accepted: its fix, or the editor's own replacement, is to be made. Ignored: it may stand. Open: an
    earlier decision is taken back. Mended: the accepted fix was made; an equal finding is another one.
    """

    ACCEPTED = "accepted"
    IGNORED = "ignored"
    OPEN = "open"
    MENDED = "mended"


_LIVING = frozenset({Verdict.ACCEPTED, Verdict.IGNORED})


class Decision(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="decision", gc=False
):
    """A decision on a finding, or on one of the places where it repeats.

    Attributes:
        finding: the same for all decisions on one finding.
        who: "Name <address>", or a name.
        when: in UTC.
        path, rule, words, before, after, article, nth: its key's; see `FindingKey`.
        replacement: what the editor wants there instead of what the fix says.
        reason: why, or "".
    """

    finding: str
    verdict: Verdict
    path: str
    rule: str
    words: str
    before: str
    after: str
    who: str
    when: _Time
    article: str = ""
    nth: int = 1
    replacement: str | None = None
    reason: str = ""

    @property
    def key(self) -> FindingKey:
        """A new key that says what the finding is recognised by."""
        return FindingKey(self.path, self.article, self.rule, self.words, self.before, self.after, self.nth)

    def said(self) -> str:
        """The reason, by whom and when."""
        by = f"{self.verdict} by {self.who} on {self.when:%Y-%m-%d}"
        return f"{self.reason} ({by})" if self.reason else by


class SignOff(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="sign-off", gc=False
):
    """That somebody answers for a file as it is.

    Attributes:
        digest: of the file's bytes, with LF for CRLF, which git changes from one machine to the next.
        path, who, when: as in `Decision`.
        open: how many findings were undecided.
    """

    path: str
    digest: str
    who: str
    when: _Time
    open: int = 0

    def said(self) -> str:
        """Who did, and when, without an address."""
        return f"{self.who.partition(' <')[0]} signed it off on {self.when:%Y-%m-%d}"


class Choice(Struct, frozen=True):
    """What to decide on a diagnostic; see `Decision`."""

    diagnostic: Diagnostic
    verdict: Verdict
    reason: str = ""
    replacement: str | None = None


_Event = Decision | SignOff
_decoder: msgspec.json.Decoder[_Event] = msgspec.json.Decoder(_Event)
#: Each diagnostic, by its `id`: its places, and the decision on each that counts.
_Decided = Mapping[int, Sequence[tuple[Place, Decision | None]]]


class DecisionLog:
    """The log in a file, which need not be there yet. For one thread at a time; other processes may append.

    Args:
        path: of the file; its folder is what the paths in it are relative to.

    Attributes:
        notes: what was passed over, a line each: an event that a crash cut short.

    Raises:
        DataError: it is no log of decisions, or of another schema, or has a merge conflict.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: Sequence[str] = ()
        self._paths = RelativePaths(path.parent)
        self._decisions: dict[str, Decision] = {}
        self._living: dict[str, dict[str, Decision]] = {}
        self._signed: dict[str, list[SignOff]] = {}
        self._last_signed: dict[str, SignOff] = {}
        self._lead = b""
        self._seen: tuple[int, ...] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Read what others have written since.

        Raises:
            DataError: as for the log itself.
        """
        shown = os.fspath(self.path)
        data = b""
        seen: tuple[int, ...] = ()
        try:
            stat = self.path.stat()
            if not S_ISREG(stat.st_mode):
                raise DataError("not a file", shown)
            seen = _seen(stat)
            if seen == self._seen:
                return
            data = self.path.read_bytes()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise DataError(os_error_reason(error), shown) from None
        events, torn, begun = parsed(data, shown, _decoder, SCHEMA, "log of decisions")
        self._decisions, self._living, self._signed, self._last_signed = {}, {}, {}, {}
        self._take(sorted(events, key=_when))
        self.notes = [
            f"{shown}:{n}: an event that was cut short is left out; take the line out" for n in torn
        ]
        fresh = data[-1:] in (b"", b"\n")
        self._lead = (b"" if fresh else b"\n") + (b"" if begun else header(SCHEMA) + b"\n")
        self._seen = seen

    def of(self, reports: Sequence[FileReport], linter: Linter) -> list[tuple[Decision | None, ...]]:
        """The decision on each diagnostic of each report, or None where it is open.

        A finding that repeats is decided when all its places are, in the same way.

        Args:
            reports: of one run, without what the baseline keeps back.
            linter: what they come from.
        """
        decided = self._decided(reports, linter)
        return [tuple(_common(decided[id(d)]) for d in report.diagnostics) for report in reports]

    def latest(self, report: FileReport, linter: Linter) -> tuple[Decision | None, ...]:
        """The decision on each diagnostic of a report, or None where it is open; see `of`."""
        return self.of([report], linter)[0]

    def suppress(self, reports: Sequence[FileReport], linter: Linter) -> list[FileReport]:
        """The reports of a run, with the findings that editors ignore among the suppressed."""
        if not any(decision.verdict is Verdict.IGNORED for decision in self._decisions.values()):
            return list(reports)
        return [_suppress(*pair) for pair in zip(reports, self.of(reports, linter), strict=True)]

    def decide(
        self, report: FileReport, linter: Linter, choices: Iterable[Choice], who: str
    ) -> list[Decision]:
        """Write decisions on findings of a report, all at once.

        Args:
            report: that has them; as for `of`.
            linter: what it comes from.
            choices: each with a diagnostic of the report, the very object.
            who: decides.

        Returns:
            A decision for each choice.

        Raises:
            DataError: the log cannot be used.
            WriteError: it cannot be written; then nothing of it is.
        """
        choices = list(choices)
        if not choices:
            return []
        made: list[Decision] = []

        def events() -> Iterator[Decision]:
            decided = self._decided([report], linter)
            taken: set[str] = set()
            latest: dict[Place, Decision] = {}
            for choice in choices:
                told = [
                    self._decision(choice, place.key, who, latest.get(place, before), taken)
                    for place, before in decided[id(choice.diagnostic)]
                ]
                latest |= zip((place for place, _ in decided[id(choice.diagnostic)]), told, strict=True)
                taken.update(decision.finding for decision in told)
                made.append(told[0])
                yield from told

        self._append(events)
        return made

    def sign_off(self, path: str, data: bytes | Path, who: str, undecided: int = 0) -> SignOff:
        """Write that somebody answers for a file as it is.

        Args:
            path: of the file.
            data: what it holds, or the file, to be read piece by piece.
            who: answers.
            undecided: how many findings are open.

        Raises:
            DataError: the log cannot be used.
            WriteError: it cannot be written.
            OSError: the file cannot be read.
        """
        name = self._paths.relative(path)
        made = SignOff(path=name, digest=_digest(data), who=_text(who), when=_now(), open=undecided)
        self._append(lambda: [made])
        return made

    def signed_off(self, path: str, data: bytes | Path) -> SignOff | None:
        """The latest sign-off for a file that holds just this, here or where it was before it was renamed.

        Args:
            path: of the file.
            data: what it holds, or the file, to be read piece by piece.

        Raises:
            OSError: the file cannot be read.
        """
        name, same = self._paths.relative(path), self._signed.get(_digest(data), [])[::-1]
        here = (made for made in same if made.path == name)
        return next(here, None) or next((made for made in same if self._is_gone(made.path)), None)

    def last_sign_off(self, path: str) -> SignOff | None:
        """The latest sign-off for a file, whatever it held then."""
        return self._last_signed.get(self._paths.relative(path))

    def _is_gone(self, name: str) -> bool:
        return not os.path.lexists(self.path.parent / name)

    def _take(self, events: Iterable[_Event]) -> None:
        """Take in events, which are later than all there are."""
        for event in events:
            if isinstance(event, SignOff):
                self._signed.setdefault(event.digest, []).append(event)
                self._last_signed[event.path] = event
                continue
            if before := self._decisions.get(event.finding):
                self._living[before.path].pop(before.finding, None)
            self._decisions[event.finding] = event
            living = self._living.setdefault(event.path, {})
            if event.verdict in _LIVING:
                living[event.finding] = event

    def _decided(self, reports: Sequence[FileReport], linter: Linter) -> _Decided:
        names = {self._paths.relative(report.path) for report in reports if report.diagnostics}
        if any(not self._living.get(name) for name in names):  # it may be a renamed file
            names |= {name for name, living in self._living.items() if living and self._is_gone(name)}
        living = [d for name in names for d in self._living.get(name, {}).values()]
        of = {decision.key: decision for decision in sorted(living, key=_when, reverse=True)}
        matching = Matching(list(of), reports, linter, RelativePaths(self.path.parent), strict=True)
        known = {found: of[key] for found, key in matching.pairs.items()}
        return {
            id(diagnostic): [(place, known.get(place.key)) for place in places]
            for _, found in matching.files
            for diagnostic, places in found
        }

    def _decision(
        self,
        choice: Choice,
        key: FindingKey,
        who: str,
        before: Decision | None,
        taken: Container[str],
    ) -> Decision:
        """The decision on one place of a finding, after another one on it."""
        # The clock may have been set back, or not be the one of before; of equal times the later line counts.
        when = max(_now(), before.when) if before else _now()
        return Decision(
            finding=before.finding if before else self._new_name(key, taken),
            verdict=choice.verdict,
            who=_text(who),
            when=when,
            replacement=None if choice.replacement is None else _text(choice.replacement),
            reason=_text(choice.reason),
            **asdict(key),
        )

    def _new_name(self, key: FindingKey, taken: Container[str]) -> str:
        """What a finding is called from now on: the same on every branch, unless it is taken."""
        for n in count(key.nth):
            name = digest_of("\x1f".join((*key.order, str(n))).encode("utf-8", "replace"))[:16]
            before = self._decisions.get(name)
            if name not in taken and not (before and before.verdict in _LIVING):
                break
        return name

    def _append(self, events: Callable[[], Iterable[_Event]]) -> None:
        """Write what `events` gives, which is asked when the log is locked and read."""
        try:
            with locked(self.path) as handle:
                self.refresh()
                made = list(events())
                lines = [self._lead, *(msgspec.json.encode(event) + b"\n" for event in made)]
                append(handle, b"".join(lines))
                self._seen = _seen(os.fstat(handle))
        except OSError as error:
            raise WriteError(os.fspath(self.path), f"cannot be written: {os_error_reason(error)}") from None
        self._lead = b""
        self._take(made)


def _suppress(report: FileReport, decisions: Sequence[Decision | None]) -> FileReport:
    left: list[Diagnostic] = []
    ignored: list[Suppressed] = []
    for diagnostic, decision in zip(report.diagnostics, decisions, strict=True):
        if decision and decision.verdict is Verdict.IGNORED:
            ignored.append(Suppressed(diagnostic, Suppressor.DECISION, decision.said()))
        else:
            left.append(diagnostic)
    if not ignored:
        return report
    return replace(report, diagnostics=tuple(left), suppressed=(*report.suppressed, *ignored))


def _common(places: Sequence[tuple[Place, Decision | None]]) -> Decision | None:
    """The decision on a finding: that on its first place, if the others are decided alike."""
    _, first = places[0]
    alike = first and all(decision and decision.verdict is first.verdict for _, decision in places)
    return first if alike else None


def _digest(data: bytes | Path) -> str:
    """A digest of what a file holds, with LF for CRLF."""
    from hashlib import blake2b

    digest, held = blake2b(digest_size=16), b""
    with data.open("rb") if isinstance(data, Path) else BytesIO(data) as file:
        while piece := file.read(_PIECE):
            piece, held = held + piece, b""
            if piece.endswith(b"\r"):
                piece, held = piece[:-1], b"\r"
            digest.update(piece.replace(b"\r\n", b"\n"))
    digest.update(held)
    return digest.hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)


def _when(event: _Event) -> datetime:
    return event.when


def _seen(stat: os.stat_result) -> tuple[int, ...]:
    return (stat.st_ino, stat.st_size, stat.st_mtime_ns)


def _text(text: str) -> str:
    """A text without what JSON has no place for, as the bytes of a name that is not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()
