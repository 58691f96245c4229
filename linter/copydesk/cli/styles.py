"""`copydesk styles`: styles of Vale put in place."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import click

from copydesk.errors import UsageError, os_error_reason

__all__ = ["styles"]

#: An archive of styles is never larger, unpacked.
_MAX_BYTES = 64 * 2**20
_MAX_FILES = 20_000


@click.group()
def styles() -> None:
    """Put styles of Vale in place. Nothing is downloaded: they are on this machine."""


@styles.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FOLDER|ZIP")
@click.option(
    "--to", "target", type=click.Path(path_type=Path), help="[default: the StylesPath of .vale.ini]"
)
@click.option("--force", is_flag=True, help="Replace a style that is there.")
def add(source: Path, target: Path | None, force: bool) -> int:
    """Put a style, or a package of several, where the .vale.ini of this folder looks for them."""
    target = target or _styles_path()
    with _unpacked(source) as folder:
        found = dict(_styles_in(folder, source))
        if not found:
            raise UsageError(f"{source}: no style in it: a style is a folder of .yml files")
        for name, place in found.items():
            to = target / name
            if to.exists() and not force:
                raise UsageError(f"{to}: exists already; --force replaces it")
            try:
                if to.exists():
                    shutil.rmtree(to)
                shutil.copytree(place, to, symlinks=True)
            except OSError as error:
                raise UsageError(f"{to}: cannot be written: {os_error_reason(error)}") from None
            click.echo(f"Put {name} into {target}")
    click.echo(f"Next: name it in .vale.ini: BasedOnStyles = {', '.join(found)}")
    return 0


def _styles_path() -> Path:
    path = Path(".vale.ini")
    if not path.is_file():
        raise UsageError("there is no .vale.ini in this folder: name the folder of styles with --to")
    from copydesk.vale.ini import read_ini

    ini = read_ini(path.absolute(), path.read_text(encoding="utf-8-sig"), str(path))
    if not ini.styles_paths:
        raise UsageError(".vale.ini: StylesPath is not set: name the folder of styles with --to")
    return ini.styles_paths[-1]


@contextmanager
def _unpacked(source: Path) -> Iterator[Path]:
    """A folder as it is, or an archive in a folder that is gone afterwards."""
    if source.is_dir():
        yield source
        return
    with tempfile.TemporaryDirectory() as name:
        try:
            with zipfile.ZipFile(source) as archive:
                _unpack(archive, Path(name), source)
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
            raise UsageError(f"{source}: cannot be unpacked: {error}") from None
        yield Path(name)


def _unpack(archive: zipfile.ZipFile, folder: Path, source: Path) -> None:
    entries = archive.infolist()
    if len(entries) > _MAX_FILES or sum(entry.file_size for entry in entries) > _MAX_BYTES:
        raise UsageError(f"{source}: is larger than a package of styles")
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            raise UsageError(f"{source}: {entry.filename!r} leads outside the archive")
        archive.extract(entry, folder)


def _styles_in(folder: Path, source: Path) -> Iterator[tuple[str, Path]]:
    """The styles in a folder, by name: itself, its folders, or those in its `styles`."""
    if any(folder.glob("*.yml")):
        yield source.stem if source.is_file() else folder.resolve().name, folder
        return
    for inner in sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._"):
        if any(inner.glob("*.yml")):
            yield inner.name, inner
        elif inner.name != "config":
            yield from _styles_in(inner, inner)
