"""The network: a small encoder that sees shapes as token types, and a tag a word; its checkpoints."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertModel

from copydesk_rules.wording.deep.pieces import SHAPES
from tagger.examples import NO_TAG, Batch
from tagger.tags import TAGS

__all__ = ["Progress", "Tagger", "begin", "load", "save"]


class Tagger(torch.nn.Module):
    """An encoder and a linear layer that gives each piece a score for each tag.

    Args:
        config: of the encoder.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.head = torch.nn.Linear(config.hidden_size, len(TAGS))

    def forward(self, pieces: torch.Tensor, shapes: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What the encoder makes of each piece."""
        states: torch.Tensor = self.encoder(
            input_ids=pieces, token_type_ids=shapes, attention_mask=mask
        ).last_hidden_state
        return states

    def scores(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """The scores of all tags at each word of a batch, and the tags that are right."""
        tags = torch.tensor(batch.tags)
        states = self(torch.tensor(batch.pieces), torch.tensor(batch.shapes), torch.tensor(batch.mask))
        kept = tags != NO_TAG
        return self.head(states[kept]), tags[kept]

    def freeze(self, layers: int) -> None:
        """Let the embeddings of pieces and the lowest layers as they are."""
        for parameter in self.encoder.embeddings.parameters():
            parameter.requires_grad = False
        if not layers:
            self.encoder.embeddings.token_type_embeddings.weight.requires_grad = True
        for number, layer in enumerate(self.encoder.encoder.layer):
            for parameter in layer.parameters():
                parameter.requires_grad = number >= layers


@dataclass
class Progress:
    """What has been trained so far: pieces, batches and minutes, and the losses on the way."""

    tokens: int = 0
    batches: int = 0
    minutes: float = 0.0
    sessions: int = 0
    losses: list[tuple[int, float]] = field(default_factory=list)


def begin(base: Path) -> Tagger:
    """A tagger that begins with the weights of a published encoder.

    Its one token type becomes those of all shapes, told apart by small random differences.
    """
    config = BertConfig.from_pretrained(base, type_vocab_size=len(SHAPES), hidden_dropout_prob=0.0)
    config.attention_probs_dropout_prob = 0.0
    torch.manual_seed(1)
    tagger = Tagger(config)
    weights = load_file(base / "model.safetensors")
    name = "embeddings.token_type_embeddings.weight"
    types = weights[name][:1].repeat(len(SHAPES), 1)
    types[1:] += (
        torch.randn(len(SHAPES) - 1, types.shape[1])
        * 0.25
        * float(weights["embeddings.word_embeddings.weight"].std())
    )
    weights[name] = types
    missing, _ = tagger.encoder.load_state_dict(weights, strict=False)
    if missing:
        raise ValueError(f"the base lacks {missing}")
    torch.nn.init.normal_(tagger.head.weight, std=0.01)
    torch.nn.init.zeros_(tagger.head.bias)
    tagger.head.bias.data[0] = 5.0
    return tagger


def save(
    folder: Path,
    tagger: Tagger,
    average: dict[str, torch.Tensor],
    state: list[dict[str, Any]],
    progress: Progress,
) -> None:
    """Write a checkpoint; what was there stays whole until the new one is."""
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / "checkpoint.new"
    content = {"weights": tagger.state_dict(), "average": average, "optimizers": state, "tags": TAGS}
    torch.save({**content, "config": tagger.encoder.config.to_dict(), "progress": asdict(progress)}, new)
    new.replace(folder / "checkpoint.pt")
    (folder / "progress.json").write_text(json.dumps(asdict(progress)), encoding="utf-8")


def load(folder: Path, averaged: bool = False) -> tuple[Tagger, dict[str, Any]]:
    """Read a checkpoint: the tagger as it was, or averaged over its last batches, and all else in it.

    Tags are matched by name, so that new ones may be added.
    """
    content = torch.load(folder / "checkpoint.pt", weights_only=True)
    tagger = Tagger(BertConfig(**content["config"]))
    weights = dict(content["average"] if averaged else content["weights"])
    if tuple(content["tags"]) != TAGS:
        old = {tag: number for number, tag in enumerate(content["tags"])}
        for part in ("head.weight", "head.bias"):
            fresh = tagger.state_dict()[part]
            for number, tag in enumerate(TAGS):
                if tag in old:
                    fresh[number] = weights[part][old[tag]]
            weights[part] = fresh
        content["optimizers"] = content["average"] = None
    tagger.load_state_dict(weights)
    return tagger, content
