"""What is measured on each kind of real text, as rows of set, kind, figure and value."""

from __future__ import annotations

import argparse
import contextlib
import gzip
import importlib.util
import io
import json
import pathlib
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from types import ModuleType
from typing import Any, NamedTuple

from checking import Checked, Checker, Found, Text, applied
from copydesk.readers import format_of
from copydesk.readers.cms.xml_stream import is_well_formed
from verdicts import Judge, words_hash


class Row(NamedTuple):
    set: str
    kind: str
    figure: str
    value: float


class Unjudged(NamedTuple):
    file: str
    found: Found
    text: str

    @property
    def hash(self) -> str:
        return words_hash(self.text[self.found.start : self.found.end])


class Judged(NamedTuple):
    """A finding in untouched text: "on a mark", "right", "wrong" or "unjudged"."""

    found: Found
    verdict: str


class Corpus:
    """The folder of real texts, and what readers said of it."""

    def __init__(self, data: pathlib.Path, checker: Checker, judge: Judge) -> None:
        self.data = data
        self.checker = checker
        self.judge = judge
        self.unjudged: list[Unjudged] = []
        self.judged: list[Judged] = []
        #: For the curve: the words of `articles`, its findings, and what caught each mark of `gold`.
        self.words = 0
        self.in_articles: list[Judged] = []
        self.caught: list[list[Found]] = []

    def script(self, name: str) -> ModuleType:
        """A script of the folder, imported."""
        spec = importlib.util.spec_from_file_location(f"data_{name}", self.data / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a JSON lines file."""
        return [json.loads(line) for line in (self.data / name).read_text(encoding="utf-8").splitlines()]

    def texts(self, *folders: str) -> list[Text]:
        """The files in folders that copydesk can read, without the folders within them."""
        files = (f for folder in folders for f in sorted((self.data / folder).iterdir()))
        return [
            Text(file.relative_to(self.data).as_posix(), file.read_bytes())
            for file in files
            if file.is_file() and format_of(file.name)
        ]


def place(span: tuple[int, int]) -> dict[str, int]:
    return {"start": span[0], "end": span[1]}


def marks(corpus: Corpus, fold: str) -> list[dict[str, list[dict[str, Any]]]]:
    """What each reader of a fold marked, by file."""
    readers = []
    for path in sorted((corpus.data / fold).glob("marks.*.jsonl")):
        by_file = defaultdict(list)
        for row in corpus.rows(f"{fold}/{path.name}"):
            by_file[row["file"]].append(row)
        readers.append(by_file)
    return readers


def articles(corpus: Corpus) -> Iterator[Row]:
    """`articles` and `gold`, which is some of them read word by word."""
    texts = corpus.texts("articles")
    checked = corpus.checker.check(texts)
    corpus.words = sum(len(text.data.decode().split()) for text in texts)
    on_mark: set[int] = set()
    yield from recall(corpus, "gold", texts, checked, on_mark)
    before = len(corpus.judged)
    yield from judged(corpus, "articles", texts, checked, on_mark)
    corpus.in_articles = corpus.judged[before:]


def gold2(corpus: Corpus) -> Iterator[Row]:
    """The other fold: what was written while reading the one is judged on the other."""
    texts = corpus.texts("gold2/articles")
    checked = corpus.checker.check(texts)
    on_mark: set[int] = set()
    yield from recall(corpus, "gold2", texts, checked, on_mark)
    yield Row("gold2", "all", "findings", sum(len(result.found) for result in checked))
    yield Row("gold2", "all", "on a mark", len(on_mark))


def recall(
    corpus: Corpus, fold: str, texts: Sequence[Text], checked: Sequence[Checked], on_mark: set[int]
) -> Iterator[Row]:
    """How many marks of a fold are caught, kind by kind; adds the findings that are on a mark to a set."""
    touches = corpus.script("gold").touches
    readers = marks(corpus, fold)
    by_category: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for text, result in zip(texts, checked, strict=True):
        name = pathlib.Path(text.name).name
        hits = [(place(span), found) for found in result.found for span in found.places]
        for reader in readers:
            on_mark.update(id(found) for row in reader[name] for span, found in hits if touches(span, row))
        for row in readers[0][name]:
            by = [found for span, found in hits if touches(span, row)]
            if not all(any(touches(row, other) for other in reader[name]) for reader in readers[1:]):
                continue
            if row["certainty"] == "sure":
                if fold == "gold":
                    corpus.caught.append(by)
                by_category[row["category"]][0] += 1
                by_category[row["category"]][1] += bool(by)
            else:
                by_category[row["category"]][2] += bool(by)
    for category, (sure, caught, likely) in sorted(by_category.items()):
        yield Row(fold, category, "marks", sure)
        yield Row(fold, category, "caught", caught)
        yield Row(fold, category, "likely caught", likely)
    for i, figure in enumerate(("marks", "caught", "likely caught")):
        yield Row(fold, "all", figure, sum(counts[i] for counts in by_category.values()))


def judged(
    corpus: Corpus, name: str, texts: Sequence[Text], checked: Sequence[Checked], on_mark: set[int]
) -> Iterator[Row]:
    """What was found in untouched texts, rule by rule, and what readers said of it."""
    words = sum(one.words for one in checked)
    counts: dict[str, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("on a mark", "right", "wrong", "unjudged"), 0)
    )
    for text, result in zip(texts, checked, strict=True):
        if not result.found:
            continue
        content = text.data.decode()
        for found in result.found:
            verdict = "on a mark"
            if id(found) not in on_mark:
                said = corpus.judge.verdict(text.name, found.rule, found.start, found.end, content)
                verdict = said or "unjudged"
                if said is None:
                    corpus.unjudged.append(Unjudged(text.name, found, content))
            corpus.judged.append(Judged(found, verdict))
            for kind in (found.rule, "all"):
                counts[kind][verdict] += 1
    for kind in sorted(counts):
        yield Row(name, kind, "findings", sum(counts[kind].values()))
        for figure, n in counts[kind].items():
            yield Row(name, kind, figure, n)
    yield Row(name, "all", "words", words)
    yield Row(name, "all", "findings per 1,000 words", 1000 * sum(counts["all"].values()) / max(1, words))
    yield Row(name, "all", "wrong per 1,000 words", 1000 * counts["all"]["wrong"] / max(1, words))


def markdown(corpus: Corpus) -> Iterator[Row]:
    """Posts of three blogs."""
    folders = sorted(
        f"markdown/{f.name}" for f in (corpus.data / "markdown").iterdir() if f.is_dir() and f.name != "junk"
    )
    texts = corpus.texts(*folders)
    yield from judged(corpus, "markdown", texts, corpus.checker.check(texts), set())


def exports(corpus: Corpus) -> Iterator[Row]:
    """Exports of WordPress, without those that no XML parser reads."""
    texts = [text for text in corpus.texts("wxr") if is_well_formed(text.data.decode())]
    if texts:
        yield from judged(corpus, "exports", texts, corpus.checker.check(texts), set())


_RESIDUE = re.compile(
    r"""\[/?(?:(?:et_pb|vc|fusion|av|su|mk)_\w+|caption|gallery|embed|contact-form-7|himage|s-var)\b[^\]]*\]"""
    r"""|&amp;nbsp;|class="Mso\w*"|</?o:p>|<!--\[if [^>]*mso.*?endif\]-->""",
    re.DOTALL,
)
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]+`|<(code|pre)\b.*?</\2>", re.DOTALL | re.MULTILINE)
_TAG = re.compile(r"<[^<>]*>|[\s\u00ad\u200b\ufeff]+")


def residue(text: str) -> list[tuple[int, int]]:
    """What a builder or a CMS left outside code; the pattern knows nothing of the rules."""
    code = [m.span() for m in _CODE.finditer(text)]
    return [m.span() for m in _RESIDUE.finditer(text) if not any(a <= m.start() < b for a, b in code)]


def junk(corpus: Corpus) -> Iterator[Row]:
    """Posts with residue: found when findings touch all of it.

    Mended when the safe fixes leave none of it and every other character in its place, tags, entities, white
    space and invisible characters aside.
    """
    texts = [text for text in corpus.texts("markdown/junk") if residue(text.data.decode())]
    found = mended = pieces = touched = 0
    checked = zip(texts, corpus.checker.check(texts), corpus.checker.mend(texts), strict=True)
    for text, result, after in checked:
        content = text.data.decode()
        left = residue(content)
        spans = [span for f in result.found for span in (*f.places, *f.related)]
        hit = [any(s < b and a < e for s, e in spans) for a, b in left]
        kept = applied(content, ((a, b, "") for a, b in left))
        pieces, touched = pieces + len(left), touched + sum(hit)
        found += all(hit)
        mended += not residue(after) and _bare(kept) == _bare(after)
    yield Row("junk", "pieces", "rows", pieces)
    yield Row("junk", "pieces", "caught", touched)
    yield Row("junk", "all", "rows", len(texts))
    yield Row("junk", "all", "caught", found)
    yield Row("junk", "all", "mended", mended)


def _bare(text: str) -> str:
    return _TAG.sub("", unescape(unescape(text)))


def pages(corpus: Corpus) -> Iterator[Row]:
    """Whole pages: the article's words and nothing else, in runs of four words."""
    for part, folder in (("all", "html"), ("more", "html_more")):
        scores = _scores(corpus, corpus.data / folder)
        if scores:
            for figure, column in zip(("F1", "precision", "recall"), zip(*scores, strict=True), strict=True):
                yield Row("pages", part, figure, sum(column) / len(column))


def _scores(corpus: Corpus, folder: pathlib.Path) -> list[tuple[float, float, float]]:
    """F1, precision and recall of each page of a folder."""
    shingles = corpus.script("pages").shingles
    scores = []
    with tempfile.TemporaryDirectory() as unpacked:
        files = []
        for page in sorted(folder.glob("*.html.gz")):
            file = pathlib.Path(unpacked, page.name.removesuffix(".gz"))
            file.write_bytes(gzip.decompress(page.read_bytes()))
            files.append(file)
        for file, prose in zip(files, corpus.checker.read(files) if files else (), strict=True):
            true = shingles((corpus.data / "articles" / f"{file.stem}.txt").read_text(encoding="utf-8"))
            read = shingles(prose)
            both = (read & true).total()
            precision, recall = both / max(1, read.total()), both / max(1, true.total())
            scores.append((2 * precision * recall / max(1e-9, precision + recall), precision, recall))
    return scores


def names(corpus: Corpus) -> Iterator[Row]:
    """Names that were published misspelled and later corrected.

    Caught when `inconsistent-name` touches the wrong one, mended when a fix puts the right one there.
    """
    rows = corpus.rows("names.jsonl")
    texts = [Text(f"names/{row['file']}", (corpus.data / "names" / row["file"]).read_bytes()) for row in rows]
    caught = mended = 0
    for row, text, result in zip(rows, texts, corpus.checker.check(texts), strict=True):
        content = text.data.decode()
        wrong = [m.span() for m in re.finditer(re.escape(row["wrong"]), content)]
        hits = [
            f
            for f in result.found
            if f.rule == "inconsistent-name" and any(s < b and a < e for s, e in f.places for a, b in wrong)
        ]
        caught += bool(hits)
        mended += any(row["correct"] in _around(content, fix.edits) for f in hits for fix in f.fixes)
    yield Row("names", "all", "rows", len(rows))
    yield Row("names", "all", "caught", caught)
    yield Row("names", "all", "mended", mended)


def _around(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    start, end, new = edits[0]
    return text[max(0, start - 40) : start] + new + text[end : end + 40]


def duplicates(corpus: Corpus) -> Iterator[Row]:
    """Repeats that publishers later took out: caught when a rule on repeats speaks of one of their lines."""
    rows = corpus.rows("duplicates.jsonl")
    texts = corpus.texts("duplicates")
    checked = dict(zip((t.name for t in texts), corpus.checker.check(texts), strict=True))
    caught = sum(
        any(
            f.rule in ("duplicate-paragraph", "duplicate-sentence")
            and any(f.lines[0] <= line <= f.lines[1] for line in row["lines"])
            for f in checked[f"duplicates/{row['file']}"].found
        )
        for row in rows
    )
    yield Row("duplicates", "all", "rows", len(rows))
    yield Row("duplicates", "all", "caught", caught)


def sentences(name: str) -> Callable[[Corpus], Iterator[Row]]:
    """The measure of a set of labelled sentences, each checked under a neutral heading by every rule.

    One that is wrong is caught when a finding touches the wrong words, and fixed when the best fix gives an
    accepted correction. What is found in one that is right is a false alarm; what is found elsewhere in one
    that is wrong may be, and is counted apart.
    """

    def measure(corpus: Corpus) -> Iterator[Row]:
        rows = corpus.rows(f"{name}.jsonl")
        texts = []
        for i, row in enumerate(rows):
            suffix, heading = (
                (".md", "# Notes\n\n") if row.get("markup") == "markdown" else (".txt", "Notes\n\n")
            )
            row["shift"] = len(heading)
            texts.append(Text(f"{i}{suffix}", f"{heading}{row['text']}\n".encode()))
        counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row, text, result in zip(rows, texts, corpus.checker.check(texts), strict=True):
            kinds = (row.get("kind") or row["label"], "all")
            bad = row["label"] == "bad"
            # A row that is right may have no place.
            start, end = (row["shift"] + (row.get(key) or 0) for key in ("start", "end"))
            hits = [f for f in result.found if bad and _is_at(f, start, end)]
            accepted = {c for c in [row.get("correct"), *(row.get("corrections") or ())] if c is not None}
            content = text.data.decode()
            fixed = applied(content, hits[0].fixes[0].edits) if hits and hits[0].fixes else None
            right = fixed is not None and any(
                fixed.split() == (content[:start] + c + content[end:]).split() for c in accepted
            )
            for kind in kinds:
                counts[kind]["rows" if bad else "right rows"] += 1
                counts[kind]["caught"] += bool(hits)
                counts[kind]["fixed"] += right
                counts[kind]["false alarms"] += 0 if bad else len(result.found)
                counts[kind]["elsewhere"] += len(result.found) - len(hits) if bad else 0
        for kind in sorted(counts):
            for figure, value in sorted(counts[kind].items()):
                yield Row(name, kind, figure, value)

    return measure


def _is_at(found: Found, start: int, end: int) -> bool:
    return any(s <= end and start <= e and e - s <= 60 + end - start for s, e in found.places)


def planted(corpus: Corpus) -> Iterator[Row]:
    """Known defects planted in the articles, seed 1; decoys must not be found."""
    script = corpus.script("defects")
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        script.plant(
            argparse.Namespace(out=folder, articles=corpus.data / "articles", seed=1, junk=None, limit=None)
        )
        lines = pathlib.Path(folder, "truth.jsonl").read_text(encoding="utf-8").splitlines()
        truth = [json.loads(line) for line in lines]
        files = sorted(pathlib.Path(folder, "articles").glob("*.txt"))
        texts = [Text(file.name, file.read_bytes()) for file in files]
    checked = dict(zip((t.name for t in texts), corpus.checker.check(texts), strict=True))
    contents = {text.name: text.data.decode() for text in texts}
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for defect in truth:
        kind, text = defect["kind"], contents[defect["file"]]
        spans = [(defect["start"], defect["end"], defect.get("run", 1))]
        if "first_start" in defect:
            spans.append((defect["first_start"], defect["first_end"], 1))
        hits = [
            f
            for f in checked[defect["file"]].found
            if f.rule in script.RULES[kind]
            and any(script.overlaps(place(at), *span) for at in f.places for span in spans)
        ]
        counts[kind]["rows"] += 1
        counts[kind]["decoys caught" if defect.get("decoy") else "caught"] += bool(hits)
        if hits and "fixed" in defect:
            right = {_words(text[: defect["start"]] + defect["fixed"] + text[defect["end"] :])}
            if "first_start" in defect:  # deleting the first copy is as good
                right.add(_words(text[: defect["first_start"]] + text[defect["first_end"] :]))
            fixes = (fix.edits for f in hits for fix in f.fixes if fix.applies)
            counts[kind]["fixed"] += any(_words(applied(text, edits)) in right for edits in fixes)
    for kind in sorted(counts):
        for figure, value in counts[kind].items():
            yield Row("planted", kind, figure, value)
    for figure in ("rows", "caught", "fixed", "decoys caught"):
        yield Row("planted", "all", figure, sum(by_figure[figure] for by_figure in counts.values()))


def _words(text: str) -> str:
    return " ".join(text.split())


MEASURES: dict[str, Callable[[Corpus], Iterator[Row]]] = {
    "articles": articles,
    "gold2": gold2,
    "markdown": markdown,
    "exports": exports,
    "junk": junk,
    "pages": pages,
    "names": names,
    "duplicates": duplicates,
    **{
        name: sentences(name)
        for name in ("published", "published_grammar", "confusables", "swapped", "grammar")
    },
    "planted": planted,
}
