"""A tagger that knows an edit for each of a few words, wherever they stand, in the form of the real one."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from ctranslate2.specs import Activation, EmbeddingsMerge, TransformerEncoderModelSpec, TransformerEncoderSpec

CALIBRATION = {
    "error": 0.3,
    "least": 0.6,
    "weights": {
        kind: {"bias": -2.0, "error": 1.0, "share": 0.0, "ratio": 0.5}
        for kind in ("missing", "extra", "form", "number", "word", "comma")
    },
}


def make_tagger(folder: Path, knows: Mapping[str, str], version: str = "toy") -> Path:
    """Write a folder of weights.

    Args:
        folder: to write.
        knows: the tag of each word that needs one.
        version: of the weights.
    """
    words, tags = list(knows), ["keep", *dict.fromkeys(knows.values())]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words]
    width = -(-(len(words) + 1) // 8) * 8
    folder.mkdir(parents=True, exist_ok=True)
    _encoder(len(vocabulary), width).save(str(_made(folder / "model")))
    weight = np.zeros((len(tags), width), dtype="float32")
    for at, word in enumerate(words, 1):
        weight[tags.index(knows[word]), at] = 8.0
    bias = np.array([12.0, *[0.0] * (len(tags) - 1)], dtype="float32")
    np.savez(folder / "head.npz", weight=weight, bias=bias)
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    (folder / "tags.json").write_text(json.dumps(tags), encoding="utf-8")
    (folder / "calibration.json").write_text(json.dumps(CALIBRATION), encoding="utf-8")
    write_manifest(folder, version)
    return folder


def write_manifest(folder: Path, version: str, format_: int = 1) -> None:
    """Say what a folder of weights holds."""
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
    manifest = {"format": format_, "version": version, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _encoder(size: int, width: int) -> TransformerEncoderModelSpec:
    """An encoder that shows of each word nothing but which one it is."""
    encoder = TransformerEncoderSpec(
        1,
        2,
        pre_norm=False,
        activation=Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=EmbeddingsMerge.ADD,
    )
    zeros = lambda *shape: np.zeros(shape, dtype="float32")  # noqa: E731
    encoder.scale_embeddings = False
    pieces = zeros(size, width)
    pieces[:4, 0] = 1
    for row in range(4, size):
        pieces[row, row - 3] = 1
    encoder.embeddings[0].weight, encoder.embeddings[1].weight = pieces, zeros(2, width)
    encoder.position_encodings.encodings = zeros(512, width)
    norms = [encoder.layernorm_embedding]
    for layer in encoder.layer:
        first, last = layer.self_attention.linear
        first.weight, first.bias = zeros(3 * width, width), zeros(3 * width)
        last.weight, last.bias = zeros(width, width), zeros(width)
        layer.ffn.linear_0.weight, layer.ffn.linear_0.bias = zeros(width, width), zeros(width)
        layer.ffn.linear_1.weight, layer.ffn.linear_1.bias = zeros(width, width), zeros(width)
        norms += [layer.self_attention.layer_norm, layer.ffn.layer_norm]
    for norm in norms:
        norm.gamma, norm.beta = np.ones(width, dtype="float32"), zeros(width)
    spec = TransformerEncoderModelSpec(encoder)
    spec.config.layer_norm_epsilon = 1e-12
    spec.config.unk_token = "[UNK]"
    spec.register_vocabulary([f"piece {number}" for number in range(size)])
    spec.validate()
    spec.optimize(quantization="int8")
    return spec
