"""What the deep level needs beside copydesk: its libraries, and the folder of the tagger's weights.

The weights are a package of their own, `copydesk-tagger`, built from the folder `packages/` of this
repository. Its manifest says which version they are and what each file must be; nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec import Struct

from copydesk import Article, UnavailableError

__all__ = [
    "FORMAT",
    "INSTALL",
    "MANIFEST",
    "Manifest",
    "cache_folder",
    "complain",
    "is_installed",
    "left_out",
    "manifest_of",
    "not_installed",
    "package_folder",
    "verified",
]

PACKAGE = "copydesk_tagger"
#: Of the files, and of what is made of them; another format is another number.
FORMAT = 1
MANIFEST = "manifest.json"
#: What helps where something is missing.
INSTALL = "pip install 'copydesk[deep]'"


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """What the folder of the tagger's weights holds.

    Attributes:
        format: how the files are to be read.
        version: of the weights.
        files: the digest of each file, in SHA-256, by its name.
    """

    format: int
    version: str
    files: Mapping[str, str]


def left_out(why: str, what_helps: str = INSTALL) -> UnavailableError:
    """The error that the deep level cannot be used."""
    return UnavailableError(f"the deep level is left out: {why}; {what_helps}", is_asked_for=True)


def not_installed(error: ImportError) -> UnavailableError:
    """The error that something which the extra `deep` installs is not there."""
    return left_out(str(error))


def package_folder(package: str = PACKAGE) -> Path | None:
    """The folder of an installed package; it is not imported."""
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return None
    return next(map(Path, (spec and spec.submodule_search_locations) or ()), None)


def is_installed() -> bool:
    """Whether all that the level needs is there; nothing is imported, and no file is looked into."""
    folder = package_folder()
    return folder is not None and (folder / MANIFEST).is_file() and find_spec("tiktoken") is not None


def cache_folder() -> Path:
    """Where copydesk keeps what it can make again."""
    from platformdirs import user_cache_path

    return user_cache_path("copydesk", appauthor=False)


def manifest_of(folder: Path) -> Manifest:
    """What a folder of weights says that it holds.

    Raises:
        UnavailableError: it cannot be read, or is of another version of copydesk.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise left_out(f"its weights in {folder} cannot be read: {error}") from None
    if manifest.format != FORMAT:
        raise left_out(f"its weights in {folder} are for another version of copydesk")
    return manifest


def complain(article: Article, error: UnavailableError) -> None:
    """Say why the level cannot be used, unless a rule has said it of this article.

    Raises:
        UnavailableError: to say it.
    """
    told = article.derive(_told)
    if str(error) not in told:
        told.add(str(error))
        raise error.with_traceback(None)


def _told(article: Article) -> set[str]:
    return set()


def verified(folder: Path) -> Manifest:
    """What a folder of weights holds, if it is whole.

    Raises:
        UnavailableError: it is not, or is of another version of copydesk.
    """
    import hashlib

    manifest = manifest_of(folder)
    for name, digest in manifest.files.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise left_out(f"its weights cannot be read: {error}") from None
        if found != digest:
            raise left_out(f"{folder / name} is damaged")
    return manifest
