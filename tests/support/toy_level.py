"""A toy of the deep level: a tagger that knows an edit for each of a few words, and a judge of nothing."""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from ctranslate2.specs import Activation, EmbeddingsMerge, TransformerEncoderModelSpec, TransformerEncoderSpec

CALIBRATION = {
    "error": 0.3,
    "least": 0.6,
    "weights": {
        kind: {"bias": -1.0, "error": 1.0, "share": 0.0, "ratio": 0.0}
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
    (folder / "head.bin").write_bytes(weight.astype("<f4").tobytes() + bias.astype("<f4").tobytes())
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
    random = np.random.default_rng(2)
    # So small that what is not the word itself hardly counts.
    small = lambda *shape: 0.001 * random.standard_normal(shape, dtype="float32")  # noqa: E731
    encoder.scale_embeddings = False
    pieces = small(size, width)
    pieces[:4, 0] = 1
    for row in range(4, size):
        pieces[row, row - 3] = 1
    encoder.embeddings[0].weight, encoder.embeddings[1].weight = pieces, small(8, width)
    encoder.position_encodings.encodings = small(512, width)
    norms = [encoder.layernorm_embedding]
    for layer in encoder.layer:
        first, last = layer.self_attention.linear
        first.weight, first.bias = small(3 * width, width), small(3 * width)
        last.weight, last.bias = small(width, width), small(width)
        layer.ffn.linear_0.weight, layer.ffn.linear_0.bias = small(width, width), small(width)
        layer.ffn.linear_1.weight, layer.ffn.linear_1.bias = small(width, width), small(width)
        norms += [layer.self_attention.layer_norm, layer.ffn.layer_norm]
    for norm in norms:
        norm.gamma, norm.beta = np.ones(width, dtype="float32"), small(width)
    spec = TransformerEncoderModelSpec(encoder)
    spec.config.layer_norm_epsilon = 1e-12
    spec.config.unk_token = "[UNK]"
    spec.register_vocabulary([f"piece {number}" for number in range(size)])
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def make_judge(cache: Path) -> Path:
    """Write a language model that has learnt nothing into a folder for caches, as if converted."""
    from copydesk_rules.wording.deep import judge_model

    folder = cache / judge_model.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    heads, shared, width, inner, layers = 2, 1, 8, 16, 1
    tokens = ["<|endoftext|>", *dict.fromkeys(chr(code) for code in [*range(33, 127), *range(256, 324)])]
    keys = width // heads * shared
    shapes = [(len(tokens), width)]
    shapes += [(width, width), (keys, width), (keys, width), (width, width)] * layers
    shapes += [(inner, width), (inner, width), (width, inner)] * layers
    random = np.random.default_rng(1)
    weights = [random.integers(-127, 127, size=shape, dtype="int8").ravel() for shape in shapes]
    np.save(folder / judge_model.WEIGHTS, np.concatenate(weights))
    np.save(folder / judge_model.SCALES, np.full(sum(rows for rows, _ in shapes), 0.01, dtype="float32"))
    np.save(folder / judge_model.NORMS, np.ones((2 * layers + 1, width), dtype="float32"))
    config = {
        "layers": layers,
        "heads": heads,
        "shared": shared,
        "width": width,
        "inner": inner,
        "base": 10_000.0,
        "epsilon": 1e-5,
        "tokens": tokens,
    }
    (folder / judge_model.CONFIG).write_text(json.dumps(config), encoding="utf-8")
    size = (folder / judge_model.WEIGHTS).stat().st_size
    (folder / judge_model.SIZE).write_text(str(size), encoding="ascii")
    return folder


def install(folder: Path, knows: Mapping[str, str]) -> dict[str, str]:
    """Install a toy level; gives the environment in which a process finds it."""
    make_tagger(folder / "site" / "copydesk_tagger", knows)
    (folder / "site" / "copydesk_tagger" / "__init__.py").touch()  # before one that is installed
    make_judge(folder / "cache" / "copydesk")
    path = os.pathsep.join(filter(None, (str(folder / "site"), os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": path, "XDG_CACHE_HOME": str(folder / "cache")}
