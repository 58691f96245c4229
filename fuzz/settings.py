"""What must hold of a configuration, a baseline, a cache: each is taken, or an error says what is wrong."""

from __future__ import annotations

from pathlib import Path
from random import Random

from copydesk.config import Config, forget, load_config, make_rules
from copydesk.errors import CopydeskError
from copydesk.lint.linter import Linter, Settings
from copydesk.run.cache import Cache
from copydesk.text.source import decode
from copydesk.triage.baseline import Baseline

__all__ = ["KINDS", "SettingsFiles"]

KINDS = ("configuration", "baseline", "cache")


class SettingsFiles:
    """Checks files of settings in a folder."""

    def __init__(self, folder: Path, linter: Linter) -> None:
        self._folder, self._linter = folder, linter
        (folder / ".git").mkdir(exist_ok=True)  # nothing is looked for further up
        self._settings = Settings(isolated=True)
        config = Config()
        source = decode(b"In the the end.", "a.txt", "plain")
        with Cache(folder, self._settings) as cache:
            self._key = cache.key("a.txt", "0", config)
            cache.put(self._key, linter.lint_source(source, config))
        self._cache = cache.path
        self._sound = cache.path.read_bytes()

    def damaged_cache(self, dice: Random) -> bytes:
        """A cache with some bytes changed: it is a binary file, and large."""
        data = bytearray(self._sound)
        for _ in range(dice.randrange(1, 30)):
            at = dice.randrange(len(data))
            data[at : at + dice.choice((1, 1, 16))] = dice.randbytes(dice.choice((1, 1, 16)))
        return bytes(data[: dice.choice((len(data), len(data), dice.randrange(len(data))))])

    def check(self, kind: str, data: bytes) -> None:
        """Check a file; whatever it raises, other than what copydesk reports, is a failure."""
        try:
            if kind == "configuration":
                path = self._folder / "copydesk.toml"
                path.write_bytes(data)
                forget()
                make_rules(self._linter.registry, load_config(path), self._settings.selection)
            elif kind == "baseline":
                path = self._folder / "copydesk-baseline.jsonl"
                path.write_bytes(data)
                Baseline.load(path, merge=len(data) % 2 == 0)
            else:
                for path in self._folder.glob("*.sqlite*"):
                    path.unlink()
                self._cache.write_bytes(data)
                with Cache(self._folder, self._settings) as cache:
                    cache.get(self._key)
        except CopydeskError:
            pass
