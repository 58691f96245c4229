"""The public API: what rule packs import, with signatures. A change of it is a change of `public_api.txt`.

python tests/test_public_api.py > tests/public_api.txt
"""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path

import pytest

SNAPSHOT = Path(__file__).with_name("public_api.txt")
MODULES = ("copydesk", "copydesk.testing", "copydesk.commands")
#: The module that a type is in, and where a value is kept, say nothing of what it is.
PLACE = re.compile(r" at 0x[0-9a-f]+|\b(?:copydesk|collections|typing|types)\.(?:\w+\.)*(?=\w)")


def signature(value: object) -> str:
    try:
        return PLACE.sub("", str(inspect.signature(value)))
    except ValueError:  # of an exception that has no constructor of its own
        return ""


def members(cls: type) -> Iterator[str]:
    """The public members of a class that are ours, those of its bases in copydesk, too."""
    ours = [base for base in cls.__mro__ if base.__module__.startswith("copydesk")]
    names = {name for base in ours for name in (*vars(base), *getattr(base, "__annotations__", ()))}
    for name in sorted(name for name in names if not name.startswith("_")):
        member = inspect.getattr_static(cls, name, None)
        if isinstance(member, property) or not (callable(member) or isinstance(member, classmethod)):
            yield f"    {name}"
        else:
            yield f"    {name}{signature(getattr(cls, name))}"


def described(name: str, value: object) -> Iterator[str]:
    if isinstance(value, type) and issubclass(value, Enum):
        yield f"  enum {name}: {', '.join(f'{member.name}={member.value!r}' for member in value)}"
    elif isinstance(value, type) and issubclass(value, Exception):
        yield f"  exception {name}({', '.join(base.__name__ for base in value.__bases__)}){signature(value)}"
    elif isinstance(value, type):
        yield f"  class {name}{signature(value)}"
        yield from members(value)
    elif callable(value):
        yield f"  def {name}{signature(value)}"
    else:
        yield f"  {name}: {type(value).__name__}"


def public_api() -> Iterator[str]:
    for module in MODULES:
        yield module
        held = import_module(module)
        for name in sorted(held.__all__):
            yield from described(name, getattr(held, name))


def test_it_is_what_the_snapshot_says():
    assert list(public_api()) == SNAPSHOT.read_text().splitlines(), __doc__


@pytest.mark.parametrize("module", MODULES)
def test_everything_listed_can_be_imported_first(module):
    imported = subprocess.run(
        [sys.executable, "-c", f"from {module} import *; print(*sorted(set(dir()) & set(__import__('sys')"
         f".modules[{module!r}].__all__)))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()  # fmt: skip
    assert imported == sorted(import_module(module).__all__)


if __name__ == "__main__":
    print("\n".join(public_api()))
