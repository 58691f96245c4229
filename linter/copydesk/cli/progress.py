"""A progress bar, for a terminal and for what takes time."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

__all__ = ["shown"]

T = TypeVar("T")

_PATIENCE = 1.0


def shown(items: Iterable[T], total: int, label: str = "Checking") -> Iterator[T]:
    """The items, with a bar on stderr where that is a terminal and they take more than a second."""
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
