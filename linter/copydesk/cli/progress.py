"""A progress bar, for a terminal and for what takes time."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Any, Self, TypeVar

__all__ = ["Stages", "shown"]

T = TypeVar("T")

_PATIENCE = 1.0


def shown(items: Iterable[T], total: int, label: str = "Checking") -> Iterator[T]:
    """The items, with a bar on stderr where that is a terminal and they take more than a second.

    Args:
        items: to go through.
        total: how many there are.
        label: before the bar.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    import click

    started = monotonic()
    iterator = iter(items)
    done = 0
    for item in iterator:
        yield item
        done += 1
        if monotonic() - started > _PATIENCE:
            break
    else:
        return
    with click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True) as bar:
        bar.update(done)
        for item in iterator:
            yield item
            bar.update(1)


class Stages:
    """How far each stage of long work is, on stderr where that is a terminal: a bar, the rate, the time left.

    Args:
        unit: what is counted beside the bar: "article".
    """

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._bar: Any = None
        self._stage = ""
        self._began = 0.0
        self._at = self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._end()

    def __call__(self, stage: str, done: int, total: int, count: int) -> None:
        """Tell how far a stage is; the one before it is at its end.

        Args:
            stage: what is being done.
            done: how much of it, out of `total`.
            total: 1 for what cannot be told in parts.
            count: how many units were done.
        """
        if not sys.stderr.isatty():
            return
        import click

        if stage != self._stage:
            self._end()
            self._stage, self._at, self._began = stage, 0, monotonic()
            self._bar = click.progressbar(
                length=max(total, 1), label=f"{stage:<10}", file=sys.stderr, item_show_func=self._told
            )
            self._bar.__enter__()
        self._count = count
        self._bar.update(done - self._at)
        self._at = done

    def _told(self, _: object) -> str:
        if not self._count:
            return ""
        rate = self._count / max(monotonic() - self._began, 0.1)
        return f"{self._count:,} {self._unit}{'' if self._count == 1 else 's'}, {rate:,.0f} a second"

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
