#!/usr/bin/env python3
"""How much a check does, counted: a gate that a busy machine does not move.

    work.py                 # prints the counts beside those of work.tsv
    work.py --check         # exits with 1 where one is more than 3 % greater than there
    work.py --update        # writes work.tsv
    work.py --by-rule       # prints which rules the bytecodes of the later articles go to

Counted is what copydesk's own code does: the bytecodes that it executes, the functions in C that it calls,
and the characters that it hands to patterns to be searched; once for the first article of a process, from
the first import on, and once for articles after it. What Python's own modules and other packages do inside
is not counted, so that all patch versions of Python have the same figures. A minor version has other
bytecodes: `work.tsv` says of which it is, and `--check` passes on others. Seconds are `speed.py`'s.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
TABLE = Path(__file__).with_name("work.tsv")
#: The article that is counted from the start; those after which all is loaded; those that are counted then.
FIRST, BETWEEN = "news/ferry.txt", ("clean/*.txt", "feature/*.txt", "local/*.txt", "wire/*.txt")
LATER = ("essay/*.txt", "harbour/*.txt", "interview/*.txt", "opinion/*.txt", "travel/*.txt")
TOLERANCE = 0.03
#: Methods of patterns that look through a text.
SEARCHING = frozenset(("search", "finditer", "findall", "sub", "subn", "split"))
BESIDE = "(beside the rules)"


class Count:
    """Counts what code in some folders does while it is entered."""

    def __init__(self, folders: list[str]) -> None:
        self.bytecodes: Counter[str] = Counter()
        self.calls = self.characters = 0
        self.rule = BESIDE
        self._folders = tuple(f"{folder}{os.sep}" for folder in folders)
        self._own: dict[CodeType, bool] = {}

    def __enter__(self) -> None:
        sys.setprofile(self._profile)
        sys.settrace(self._trace)

    def __exit__(self, *raised: object) -> None:
        sys.settrace(None)
        sys.setprofile(None)

    def reset(self) -> None:
        """Begin again."""
        self.bytecodes.clear()
        self.calls = self.characters = 0

    def table(self) -> dict[str, int]:
        """What was counted."""
        return {"bytecodes": self.bytecodes.total(), "C calls": self.calls, "characters": self.characters}

    def _is_own(self, code: CodeType) -> bool:
        own = self._own.get(code)
        if own is None:
            own = self._own[code] = code.co_filename.startswith(self._folders)
        return own

    def _trace(self, frame: FrameType, event: str, arg: object) -> Any:
        if not self._is_own(frame.f_code):
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        return self._opcode

    def _opcode(self, frame: FrameType, event: str, arg: object) -> Any:
        if event == "opcode":
            self.bytecodes[self.rule] += 1
        return self._opcode

    def _profile(self, frame: FrameType, event: str, arg: object) -> None:
        if event == "c_call" and self._is_own(frame.f_code):
            self.calls += 1


class CountedPattern:
    """A pattern that says how many characters it is to look through."""

    def __init__(self, pattern: Any, count: Count) -> None:
        self._pattern, self._count = pattern, count

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)
        if name not in SEARCHING:
            return method

        def search(*args: Any, **named: Any) -> Any:
            text, *span = args[1:] if name.startswith("sub") else args
            start, end, _ = slice(*(span if len(span) == 2 else (*span[:1], None))).indices(len(text))
            self._count.calls += 1
            self._count.characters += max(0, end - start)
            return method(*args, **named)

        return search


def counted() -> dict[str, Any]:
    """The counts of this process, which has imported nothing of copydesk."""
    specs = [importlib.util.find_spec(name) for name in ("copydesk", "copydesk_rules")]
    count = Count([str(Path(str(spec.origin)).parent) for spec in specs if spec])
    with count:
        from copydesk.text import regex

        compiled = regex._compiled
        regex._compiled = lambda *args: CountedPattern(compiled(*args), count)  # type: ignore[assignment]
        from copydesk.lint.linter import Linter

        linter = Linter()
        _check(linter, FIXTURES / FIRST)
    first = count.table()
    _name_rules(count)
    for path in _paths(BETWEEN):
        _check(linter, path)
    count.reset()
    with count:
        for path in _paths(LATER):
            _check(linter, path)
    return {"first article": first, "later articles": count.table(), "rules": count.bytecodes.most_common()}


def _paths(patterns: tuple[str, ...]) -> list[Path]:
    found = [path for pattern in patterns for path in sorted(FIXTURES.glob(pattern))]
    return [path for path in found if not path.stem.endswith(".fixed")]


def _check(linter: Any, path: Path) -> None:
    from copydesk.text.source import decode

    linter.lint_source(decode(path.read_bytes(), "article.txt", "plain"), _config())


@cache
def _config() -> Any:
    from copydesk.config import Config

    return Config()


def _name_rules(count: Count) -> None:
    from copydesk.lint import check

    sound = check._sound

    def named(rule: Any, *args: Any) -> Any:
        count.rule = rule.meta.name
        yield from sound(rule, *args)
        count.rule = BESIDE

    check._sound = named


def run() -> dict[str, Any]:
    """The counts of a new process, in which sets have the same order each time and patterns are kept."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONHASHSEED"] = "0"
    command = [sys.executable, __file__, "--count"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def flat(counts: dict[str, Any]) -> dict[str, int]:
    """Each count by a name of its own."""
    names = ("first article", "later articles")
    return {f"{name}: {what}": number for name in names for what, number in counts[name].items()}


def python() -> str:
    """The minor version of Python."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def read() -> tuple[str, dict[str, int]]:
    """The version of Python that the table is of, and its counts."""
    (_, version), *rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    return version, {name: int(number) for name, number in rows}


def write(counts: dict[str, int]) -> None:
    """Write the table."""
    lines = [f"Python\t{python()}", *(f"{name}\t{number}" for name, number in counts.items())]
    TABLE.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def greater(counts: dict[str, int], known: dict[str, int]) -> list[str]:
    """The counts that are greater than they may be."""
    return [name for name, number in counts.items() if number > known[name] * (1 + TOLERANCE)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="exit with 1 where a count is too great")
    parser.add_argument("--update", action="store_true", help="write work.tsv")
    parser.add_argument("--by-rule", action="store_true", help="print the bytecodes of each rule")
    parser.add_argument("--count", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.count:
        print(json.dumps(counted()))
        return
    version, known = read() if TABLE.exists() else (python(), {})
    if args.check and version != python():
        print(f"work.tsv is of Python {version}, not counted with {python()}")
        return
    report = run()
    counts = flat(report)
    if args.by_rule:
        total = sum(number for _, number in report["rules"])
        for rule, number in report["rules"]:
            print(f"{rule:28}{number:12,}{number / total:8.1%}")
    for name, number in counts.items():
        before = known.get(name, number)
        print(f"{name:28}{number:12,}{number / max(before, 1) - 1:+8.1%} of {before:,}")
    if args.update:
        write(counts)
    elif args.check and (more := greater(counts, known)):
        sys.exit(
            f"More than {TOLERANCE:.0%} more than in benchmarks/work.tsv: {', '.join(more)}. "
            "Make it less, or say in the change what it is worth, with --update."
        )


if __name__ == "__main__":
    main()
