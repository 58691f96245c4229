"""Put an export of the tagger's training into its package, and write the manifest that copydesk checks.

    python scripts/tagger_package.py EXPORT CALIBRATION [FOLDER]

EXPORT is what `training/export_tagger.py` wrote, CALIBRATION what `training/calibrate_deep.py` did.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

from copydesk_rules.wording.deep.package import FORMAT, MANIFEST

PACKAGE = Path(__file__).parent.parent / "packages" / "copydesk-tagger" / "copydesk_tagger"
FILES = (
    *("vocab.txt", "tags.json", "head.bin", "facts.json"),
    *("model/model.bin", "model/config.json", "model/vocabulary.json"),
)


def write(export: Path, calibration: Path, folder: Path) -> None:
    """Copy the files and write the manifest."""
    shutil.rmtree(folder / "model", ignore_errors=True)
    (folder / "model").mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(export / name, folder / name)
    shutil.copyfile(calibration, folder / "calibration.json")
    manifest = {
        "format": FORMAT,
        "version": json.loads((export / "facts.json").read_text(encoding="utf-8"))["version"],
        "files": {name: _digest(folder / name) for name in sorted((*FILES, "calibration.json"))},
    }
    (folder / MANIFEST).write_text(f"{json.dumps(manifest, indent=1)}\n", encoding="utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    """Read the arguments and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("export", type=Path)
    parser.add_argument("calibration", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=PACKAGE)
    arguments = parser.parse_args()
    write(arguments.export, arguments.calibration, arguments.folder)


if __name__ == "__main__":
    main()
