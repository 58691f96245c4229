"""Train the line classifier of `page-furniture` from whole pages and the text of their articles.

    pip install -e .[train]
    python training/train_lines.py FOLDER --leave-out NAMES

FOLDER has `html*/ID.html.gz` (pages), `articles/ID.txt` (the text of the article of each, and of others), and
`articles.tsv` (columns `id` and `url`). NAMES is a folder of files ID.* whose articles are not to be learnt
from: only their names are read. Writes the weights, `lines.tsv`, and their card, `lines.md`.
`--cross-validate` measures on sites that were left out; `--show FILE` writes what scores highest there.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

for library in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(library, "1")

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402
from msgspec import Struct  # noqa: E402
from scipy.sparse import csr_matrix  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

from copydesk_rules.markup.lines.classifier import hints_of, is_candidate  # noqa: E402
from copydesk_rules.markup.lines.features import (  # noqa: E402
    echo_features,
    form_features,
    form_of,
    line_of,
    place_features,
    places_of,
    word_features,
)
from line_card import write_card  # noqa: E402
from line_examples import PAGE, UNKNOWN, Pasted, article_of, corrections_in, pasted_from  # noqa: E402

HERE = Path(__file__).parent
TARGET = HERE.parent / "rules/copydesk_rules/markup/lines"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FOLDS = 5
#: How much an example counts: a line of an article as it is, one left in by mistake, one that was pasted.
_SECOND_LEVEL = ("co", "com", "org", "net", "gov")
_CLEAN, _LEFT_IN, _PASTED = 1.0, 3.0, 0.5
_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)


class Example(Struct, frozen=True):
    """A line to learn from: its features, whether it is a page's, and where it is from."""

    features: tuple[str, ...]
    is_page: bool
    is_clean: bool
    site: str
    id: str
    at: int
    text: str

    @property
    def weight(self) -> float:
        return (_LEFT_IN if self.is_page else _CLEAN) if self.is_clean else _PASTED


class Model(Struct, frozen=True):
    """What was learnt."""

    columns: dict[str, int]
    weights: npt.NDArray[np.float64]
    bias: float

    def scores(self, examples: Sequence[Example]) -> npt.NDArray[np.float64]:
        return np.asarray(_matrix(examples, self.columns) @ self.weights + self.bias)


def main() -> None:
    """Read, learn, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[])
    parser.add_argument("--output", type=Path, default=TARGET)
    parser.add_argument("--strength", type=float, default=0.5, help="inverse of the regularisation")
    parser.add_argument("--sites", type=int, default=5, help="on so many sites a feature must be at least")
    parser.add_argument("--least", type=float, default=0.02, help="smaller weights are left out")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--show", type=Path)
    args = parser.parse_args()
    left_out = {file.name.split(".txt")[0] for folder in args.leave_out for file in folder.iterdir()}
    examples = list(_examples(args.folder, left_out))
    table = None
    if args.cross_validate:
        scores = cross_validated(examples, args.sites, args.strength)
        table = _table(examples, scores)
        print(table)
        if args.show:
            _show(args.show, examples, scores)
    model = fit(examples, args.sites, args.strength)
    size = _write(args.output / "lines.tsv", model, args.least)
    write_card(args.output / "lines.md", examples, len(model.columns), size, args.sites, table)


def _examples(folder: Path, left_out: set[str]) -> Iterator[Example]:
    corrections = corrections_in(HERE / "line_corrections.tsv")
    sites = _sites(folder / "articles.tsv")
    chance = random.Random(0)
    pages = sorted(page for part in folder.glob("html*") for page in part.glob("*.html.gz"))
    for page in pages:
        name = page.name.removesuffix(".html.gz")
        if name not in left_out:
            for pasted in pasted_from(page, folder / f"articles/{name}.txt", corrections, chance):
                yield from _of(pasted, sites[name])
    for article in sorted((folder / "articles").glob("*.txt")):
        if article.stem not in left_out:
            yield from _of(article_of(article, corrections), sites[article.stem])


def _of(pasted: Pasted, site: str) -> Iterator[Example]:
    texts = [text for text, _ in pasted.rows]
    lines = [line_of(text) for text in texts]
    repeats, places = Counter(texts), places_of(lines)
    vocabulary = Counter(word for text in texts for word in _WORD.findall(text))
    hints = hints_of(vocabulary)
    for at, (text, kind) in enumerate(pasted.rows):
        if kind != UNKNOWN and is_candidate(lines, at, hints):
            echo = echo_features(lines[at], repeats, vocabulary)
            own = (*word_features(lines[at]), *form_features(form_of(lines[at])))
            features = (*own, *place_features(places[at]), *echo)
            yield Example(features, kind == PAGE, pasted.how == "clean", site, pasted.id, at, text)


def _sites(path: Path) -> dict[str, str]:
    """The site of each article: what its address belongs to, or its name without the number."""
    sites = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            host = re.match(r"https?://([^/]+)", row["url"] or "")
            parts = host[1].split(".") if host else []
            second = (
                len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in ("co", "com", "org", "net", "gov")
            )
            sites[row["id"]] = ".".join(parts[-3 if second else -2 :]) or row["id"].rstrip("0123456789")
    return sites


def fit(examples: Sequence[Example], least_sites: int, strength: float) -> Model:
    """The weights of all features that enough sites have."""
    sites: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for feature in example.features:
            sites[feature].add(example.site)
    kept = sorted(feature for feature, found in sites.items() if len(found) >= least_sites)
    columns = {feature: i for i, feature in enumerate(kept)}
    regression = LogisticRegression(C=strength, solver="liblinear", l1_ratio=1, tol=1e-3)
    regression.fit(
        _matrix(examples, columns),
        [example.is_page for example in examples],
        sample_weight=[example.weight for example in examples],
    )
    return Model(columns, regression.coef_[0], float(regression.intercept_[0]))


def cross_validated(
    examples: Sequence[Example], least_sites: int, strength: float
) -> npt.NDArray[np.float64]:
    """The score of each example by a model that has not seen its site."""
    sites = sorted({example.site for example in examples})
    random.Random(3).shuffle(sites)
    fold = {site: i % _FOLDS for i, site in enumerate(sites)}
    folds = np.array([fold[example.site] for example in examples])
    scores = np.zeros(len(examples))
    for k in range(_FOLDS):
        model = fit([examples[i] for i in np.flatnonzero(folds != k)], least_sites, strength)
        held_out = np.flatnonzero(folds == k)
        scores[held_out] = model.scores([examples[i] for i in held_out])
    return scores


def _matrix(examples: Sequence[Example], columns: dict[str, int]) -> csr_matrix:
    ends, indices = [0], []
    for example in examples:
        indices += sorted({columns[feature] for feature in example.features if feature in columns})
        ends.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(examples), len(columns)))


def _table(examples: Sequence[Example], scores: npt.NDArray[np.float64]) -> str:
    """How many lines score how high, of those that were pasted and of articles as they are."""
    clean = np.array([example.is_clean for example in examples])
    page = np.array([example.is_page for example in examples])
    rows = [
        "| least score | pasted lines found | left in, found | the article's own, found |",
        "| --: | --: | --: | --: |",
    ]
    for step in _STEPS:
        found = scores >= step
        parts = [(~clean & page), (clean & page), (clean & ~page)]
        cells = [f"{int((found & part).sum()):,} of {int(part.sum()):,}" for part in parts]
        rows.append(f"| {step} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _show(path: Path, examples: Sequence[Example], scores: npt.NDArray[np.float64]) -> None:
    order = [i for i in np.argsort(-scores) if examples[i].is_clean][:1500]
    with path.open("w", encoding="utf-8") as file:
        for i in order:
            example = examples[i]
            row = (f"{scores[i]:.2f}", int(example.is_page), example.id, example.at, example.text)
            print(*row, sep="\t", file=file)


def _write(path: Path, model: Model, least: float) -> int:
    """Write the weights; returns how many."""
    kept = [(name, model.weights[i]) for name, i in model.columns.items() if abs(model.weights[i]) >= least]
    with path.open("w", encoding="utf-8") as file:
        print("bias", f"{model.bias:.2f}", sep="\t", file=file)
        for name, weight in kept:
            print(name, f"{weight:.2f}", sep="\t", file=file)
    return len(kept)


if __name__ == "__main__":
    main()
