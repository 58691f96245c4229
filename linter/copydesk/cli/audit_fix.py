"""`copydesk audit --fix`: where the fixes go, and what is said of them."""

from __future__ import annotations

import os
import shlex
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import click

from copydesk.audit.fix.fix import fix_archive
from copydesk.audit.fix.targets import Copies, InPlace, Patches, Target
from copydesk.audit.pipeline import Progress
from copydesk.cli.checking import say
from copydesk.errors import UsageError
from copydesk.lint.linter import Linter
from copydesk.reporters.text import many
from copydesk.system.atomic import replacing

__all__ = ["mend", "target_of"]


def target_of(
    fix: bool,
    patch: Path | None,
    copy: Path | None,
    in_place: bool,
    fixable: tuple[str, ...],
    sources: tuple[str, ...],
) -> Target | None:
    """Where fixes go, or None where none are wanted.

    Args:
        fix, patch, copy, in_place, fixable: the options of these names.
        sources: of the audit.

    Raises:
        UsageError: the options do not say.
    """
    given = [name for name, on in (("--patch", patch), ("--copy", copy), ("--in-place", in_place)) if on]
    if not fix:
        if given or fixable:
            raise UsageError(f"{(*given, '--fixable')[0]} goes with --fix")
        return None
    if len(given) != 1:
        what = f"not both {given[0]} and {given[1]}" if given else "say where the fixes go"
        raise UsageError(f"--fix: {what}: --patch FILE, --copy FOLDER or --in-place")
    if patch and os.fspath(patch) != "-" and not patch.absolute().parent.is_dir():
        raise UsageError(f"--patch {patch}: there is no folder {patch.parent}")
    if copy is None:
        return Patches() if patch else InPlace()
    inside = next((s for s in sources if copy.resolve().is_relative_to(Path(s).resolve())), None)
    if inside is not None:
        raise UsageError(f"--copy {copy}: in {inside}, where the next audit would take it for articles")
    return Copies(copy)


def mend(
    linter: Linter,
    out: Path,
    target: Target,
    patch: Path | None,
    jobs: int,
    rules: frozenset[str],
    progress: Progress,
) -> bool:
    """Fix what is safe to; gives whether all of that could be.

    Args:
        linter: of the audit.
        out: the folder of its database.
        target: where the fixes go.
        patch: the file for them, or None.
        jobs: how many processes.
        rules: whose fixes to make; none for all.
        progress: is told how far it is.
    """
    fixes = files = 0
    whole, to_stdout = True, False
    with ExitStack() as stack:
        file: BinaryIO | None = None
        if patch:
            to_stdout = os.fspath(patch) == "-"
            file = sys.stdout.buffer if to_stdout else stack.enter_context(replacing(patch))
        for mended in fix_archive(linter, out, target, jobs, rules, progress):
            say(mended.problems)
            whole = whole and not mended.problems
            fixes += mended.applied
            files += mended.applied > 0
            if file:
                file.write(mended.patch)
    where = f" in {patch}" if patch and not to_stdout else ""
    if isinstance(target, Copies):
        where = f"; the files that changed are in {target.folder}"
    click.echo(f"{many(fixes, 'fix', 'fixes')} in {many(files, 'file')}{where}", err=True)
    if isinstance(target, Patches) and files and where:
        here = target.root == Path(os.path.realpath(os.curdir))
        root = "" if here else f" -C {shlex.quote(os.fspath(target.root or '.'))}"
        assert patch is not None
        name = os.fspath(patch if here else patch.absolute())
        click.echo(f"To apply it: git{root} apply {shlex.quote(name)}", err=True)
    return whole
