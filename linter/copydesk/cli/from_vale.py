"""`copydesk init --from-vale`: a copydesk.toml that means what a .vale.ini does."""

from __future__ import annotations

from pathlib import Path

from copydesk.config import load_config
from copydesk.errors import UsageError

__all__ = ["OWN", "from_vale"]

#: Of copydesk's own rules, which find what rules of well-known styles are for, and are surer of it.
OWN = {
    "repeated-word": ("Vale.Repetition", "write-good.Illusions"),
    "misspelling": ("Vale.Spelling", "proselint.Spelling", "proselint.Malapropisms"),
    "house-term": ("Vale.Terms", "Google.WordList", "Microsoft.Vocab", "Microsoft.Terms"),
    "undefined-abbreviation": ("Google.Acronyms", "Microsoft.Acronyms"),
    "double-space": ("Google.Spacing", "Microsoft.Spacing"),
    "mixed-quotes": ("proselint.Typography",),
}


def from_vale(folder: Path, own: frozenset[str]) -> tuple[str, list[str]]:
    """The configuration that means what the .vale.ini of a folder does, and what is to be said of it.

    Args:
        folder: that the file is in.
        own: the names of copydesk's own rules.

    Raises:
        UsageError: there is none.
        ConfigError: it cannot be used.
    """
    path = folder / ".vale.ini"
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file; --from-vale reads the .vale.ini of the folder")
    (layer,) = [layer for layer in load_config(path).layers if layer.styles is not None]
    styles = layer.styles
    names = {rule.meta.name.removeprefix("vale.") for rule in styles.rules} if styles else set()
    lines = [
        "# The rules of .vale.ini, beside copydesk's own; copydesk check --config .vale.ini runs them alone.",
        'extends = "vale:.vale.ini"',
    ]
    covered = {rule: sorted(names.intersection(theirs)) for rule, theirs in OWN.items() if rule in own}
    said = [
        f"{rule} of copydesk finds what {', '.join(theirs)} {'is' if len(theirs) == 1 else 'are'} for"
        for rule, theirs in covered.items()
        if theirs
    ]
    superfluous = sorted({name for theirs in covered.values() for name in theirs})
    if superfluous:
        listed = ", ".join(f'"vale.{name}"' for name in superfluous)
        lines += [
            "",
            "# copydesk's own rules find what these are for. Take the mark away to leave them out:",
            f"# ignore = [{listed}]",
        ]
    if styles is not None:
        said += getattr(styles, "problems", [])
    return "\n".join(lines) + "\n", said
