"""The file of names and terms that a house has learned: an entry a line, in order, so that changes merge."""

from __future__ import annotations

from collections.abc import Iterable

from copydesk.rule.rule import House

__all__ = ["LEDGER", "extended", "listed", "parsed"]

#: The ledger beside the configuration, where that names none.
LEDGER = "copydesk-ledger.txt"
_IS = " = "
_HEAD = "# The house's names, as they are spelled, and what it avoids = what it writes instead. One a line.\n"


def parsed(text: str) -> House:
    """The names and terms of a ledger.

    Raises:
        ValueError: with the line that is no entry.
    """
    names: list[str] = []
    terms: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        avoided, is_term, wanted = (part.strip() for part in entry.partition("="))
        if not is_term:
            names.append(entry)
        elif avoided and wanted and "=" not in wanted:
            terms[avoided] = wanted
        else:
            raise ValueError(f"line {number}: {entry[:80]!r} is no entry: NAME, or AVOIDED = WANTED")
    return House(tuple(names), terms)


def listed(text: str) -> tuple[str, ...]:
    """The words of a dictionary: one a line, without the affix flags and the count of a Hunspell `.dic`."""
    words = (line.partition("/")[0].strip() for line in text.splitlines() if not line.startswith("#"))
    return tuple(word for word in words if word and not word.isdigit())


def extended(text: str | None, names: Iterable[str], terms: Iterable[tuple[str, str]]) -> str:
    """A ledger with entries added, each where it belongs in the order; what stands there stays.

    Args:
        text: of the ledger, or None where there is none yet.
        names: to be added.
        terms: to be added: what the house avoids, and what it prefers.
    """
    lines = (_HEAD if text is None else text).splitlines()
    known = parsed("\n".join(lines))
    new = [name for name in names if name not in known.names]
    new += [avoided + _IS + wanted for avoided, wanted in terms if known.terms.get(avoided) != wanted]
    merged: list[str] = []
    wanting = sorted(set(new), key=_order, reverse=True)
    for line in lines:
        while wanting and line.strip() and not line.startswith("#") and _order(wanting[-1]) < _order(line):
            merged.append(wanting.pop())
        merged.append(line)
    return "\n".join([*merged, *reversed(wanting)]) + "\n"


def _order(line: str) -> tuple[str, str]:
    return line.casefold(), line
