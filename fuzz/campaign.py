"""Input after input; the failures among them are told apart, counted and made small."""

from __future__ import annotations

import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import msgspec
from msgspec import Struct

from copydesk.system.atomic import replacing
from fuzz.blocks import check_blocks
from fuzz.corpus import Seed, seeds
from fuzz.mutations import mutated
from fuzz.oracles import Articles, BrokenError, check_growth
from fuzz.settings import KINDS, SettingsFiles

__all__ = ["Campaign", "Failure", "Input", "Tally"]

#: How often each kind is tried; what is large is tried less.
WEIGHTS = {
    "plain": 22,
    "markdown": 28,
    "html": 26,
    "rtf": 5,
    "wxr": 4,
    "blocks": 4,
    "ghost": 4,
    "docx": 2,
    "odt": 2,
    "configuration": 4,
    "baseline": 2,
    "cache": 1,
}
#: Processor seconds after which an input hangs.
_HANG = 30
#: One input in so many is also timed at four times its size.
_TIMED = 400
_TRIES = 300


class Input(Struct, frozen=True):
    """An input, and how to have it again."""

    seed: int
    index: int
    kind: str
    data: bytes

    @property
    def name(self) -> str:
        """What `--show` takes."""
        return f"{self.seed}:{self.index}"


class Failure(Struct, frozen=True):
    """What does not hold of an input.

    Attributes:
        what: the same for the same failure.
        said: all that is known.
    """

    what: str
    said: str


class Tally(Struct):
    """What a campaign has come to, as it is kept in a file.

    Attributes:
        next: by seed, the index of the next input.
        inputs: how many there were of each kind.
        failures: by what does not hold, the name of the first such input and how many there were.
    """

    next: dict[str, int] = {}
    inputs: dict[str, int] = {}
    failures: dict[str, tuple[str, int]] = {}

    @classmethod
    def load(cls, path: Path | None) -> Tally:
        """The one in a file, or a new one."""
        return msgspec.json.decode(path.read_bytes(), type=cls) if path and path.exists() else cls()

    def save(self, path: Path) -> None:
        """Keep it."""
        with replacing(path) as file:
            file.write(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")


class _HangError(BaseException):
    """Too much time has gone; no `except Exception` is to swallow it."""


class Campaign:
    """Makes inputs and checks them.

    Args:
        folder: for files of settings.
        kinds: what to try; all by default.
    """

    def __init__(self, folder: Path, kinds: tuple[str, ...] = ()) -> None:
        self._articles = Articles()
        self._settings = SettingsFiles(folder, self._articles.linter)
        self._seeds = seeds()
        self._kinds = kinds or tuple(WEIGHTS)

    def input(self, seed: int, index: int) -> Input:
        """The input with a seed and an index: always the same."""
        dice = Random(f"{seed}/{index}")
        kind = dice.choices(self._kinds, [WEIGHTS[kind] for kind in self._kinds])[0]

        def other() -> Seed:
            near = dice.random() < 0.6
            return dice.choice(
                self._seeds[kind if near else dice.choice(("plain", "markdown", "html", "wxr"))]
            )

        if kind == "cache":
            return Input(seed, index, kind, self._settings.damaged_cache(dice))
        return Input(seed, index, kind, mutated(dice, dice.choice(self._seeds[kind]), other))

    def failure(self, kind: str, data: bytes, timed: bool = False) -> Failure | None:
        """What does not hold of an input, if anything does not."""
        try:
            with _limited(_HANG):
                self._check(kind, data, timed)
        except BrokenError as error:
            return Failure(error.what, str(error))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            where = traceback.extract_tb(error.__traceback__)
            ours = [frame for frame in where if "copydesk" in frame.filename] or where
            at = f"{Path(ours[-1].filename).name}:{ours[-1].name}"
            return Failure(f"{type(error).__name__} in {at}", "".join(traceback.format_exception(error)))
        return None

    def _check(self, kind: str, data: bytes, timed: bool) -> None:
        if kind in KINDS:
            self._settings.check(kind, data)
            return
        if kind == "blocks":
            check_blocks(self._articles, data)
            return
        self._articles.check(kind, data)
        if timed and kind in ("plain", "markdown", "html"):
            check_growth(lambda text: list(self._articles.reports(kind, text)), data)

    def run(self, seed: int, tally: Tally) -> Iterator[tuple[Input, Failure | None]]:
        """Input after input, from where the tally is."""
        inputs, count = Counter(tally.inputs), tally.next.get(str(seed), 0)
        while True:
            made = self.input(seed, count)
            failure = self.failure(made.kind, made.data, count % _TIMED == 0)
            count += 1
            inputs[made.kind] += 1
            tally.next[str(seed)], tally.inputs = count, dict(inputs)
            if failure:
                first, times = tally.failures.get(failure.what, (made.name, 0))
                tally.failures[failure.what] = (first, times + 1)
            yield made, failure

    def minimised(self, kind: str, data: bytes, what: str) -> bytes:
        """The least that fails alike which leaving out ever smaller pieces comes to."""
        tries = _TRIES if kind not in ("docx", "odt", "cache") else 0

        def fails(shorter: bytes) -> bool:
            nonlocal tries
            tries -= 1
            found = self.failure(kind, shorter)
            return found is not None and found.what == what

        return _least(data, fails, lambda: tries > 0)


def _least(data: bytes, fails: Callable[[bytes], bool], may_go_on: Callable[[], bool]) -> bytes:
    size = len(data) // 2
    while size and may_go_on():
        at, shrunk = 0, False
        while at < len(data) and may_go_on():
            shorter = data[:at] + data[at + size :]
            if fails(shorter):
                data, shrunk = shorter, True
            else:
                at += size
        size = size if shrunk and size > 1 else size // 2
    return data


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    """Raise when too much processor time has gone, where the system tells."""
    if not hasattr(signal, "SIGPROF"):
        yield
        return

    def give_up(*_: object) -> None:
        raise _HangError

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
