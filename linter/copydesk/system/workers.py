"""Workers: processes that each hold one tool, as a linter with its rules, for all the items they work on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

from copydesk.system.parallel import map_processes

__all__ = ["map_workers"]

T = TypeVar("T")
R = TypeVar("R")

#: The tool of this process.
_tool: Any = None


def map_workers(
    make: Callable[[], Any],
    work: Callable[[Any, T], R],
    items: Iterable[T],
    jobs: int,
    died: Callable[[T], R],
    size: int = 1,
) -> Iterator[R]:
    """What the tools of some processes make of each item, in the order of the items.

    A process that is forked has all that its parent has loaded; for one that is started anew, `make` is
    pickled.

    Args:
        make: makes the tool, once in each process.
        work: makes a result of the tool and an item.
        items: what to work on; no more of them are taken than the processes have room for.
        jobs: how many processes.
        died: makes the result of an item whose process died of it.
        size: how many items a process gets at a time.
    """
    return map_processes(partial(_work, work), items, jobs, died, _start, make, size=size)


def _start(make: Callable[[], Any]) -> None:
    global _tool
    _tool = make()


def _work(work: Callable[[Any, T], R], item: T) -> R:
    return work(_tool, item)
