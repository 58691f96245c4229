"""An archive made of real articles, in which every repeat is known.

Nothing of an article is kept as it is: each paragraph is put together from sentences of different articles,
in each of which a good half of the longer words is exchanged for others with the same ending, and the names
for names of nobody. So what is the same in two articles has been planted, and the truth says where.
"""

from __future__ import annotations

import datetime
import html
import json
import pathlib
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

SECTIONS = ("world", "nation", "local", "business", "sport", "culture", "science", "opinion")
#: How often each plant comes, by article.
EXACT, NEAR, COPIED, UPDATED = 0.02, 0.02, 0.005, 0.01
NOTED, SIGNED, CREDITED = 0.3, 0.3, 0.1
#: How many articles hold what is planted, from which the copies are taken.
RESERVOIR = 4_000
EXCHANGED = 0.6
FIRST = [
    "Ada",
    "Alma",
    "Amir",
    "Anna",
    "Arno",
    "Bela",
    "Bram",
    "Carla",
    "Chen",
    "Dario",
    "Dina",
    "Edda",
    "Elif",
    "Emre",
    "Enzo",
    "Esra",
    "Farid",
    "Fiona",
    "Greta",
    "Hana",
    "Hugo",
    "Ilse",
    "Ivan",
    "Jana",
    "Jonas",
    "Kaya",
    "Karim",
    "Lara",
    "Leon",
    "Lina",
    "Luis",
    "Malik",
    "Mara",
    "Milan",
    "Mina",
    "Nadia",
    "Nils",
    "Nora",
    "Omar",
    "Oskar",
    "Paula",
    "Petra",
    "Rafael",
    "Rana",
    "Ravi",
    "Rosa",
    "Samir",
    "Selma",
    "Sofia",
    "Stefan",
    "Tariq",
    "Tessa",
    "Tomas",
    "Ulla",
    "Vera",
    "Viktor",
    "Wanda",
    "Yara",
    "Yusuf",
    "Zoe",
]
_SYLLABLES = re.findall("..", "bacodifugehainjokelumanesorpiquarisoterulvewizobrastakonne")
_SENTENCE = re.compile(r"(?<=[.!?][”\"’])\s+(?=[A-Z“])|(?<=[.!?])\s+(?=[A-Z“])")
_STARTS = re.compile(r"[“\"‘]?[A-Z]")
_PART = re.compile(r"(?<![\w’'])(?:[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+|[a-z]{4,})(?![\w’'])")
_NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")
_TYPES = (("i", "y"), ("c", "k"), ("ss", "s"), ("e", "a"), ("o", "u"), ("nn", "n"), ("a", "e"))


@dataclass
class Made:
    """An article of the archive.

    Attributes:
        key: what it is named in the truth, and its file.
        clean: nothing of it is planted but notes, so it may be copied from.
        signed: the names and the texts of the notes at its end.
    """

    key: str
    title: str
    author: str
    date: str
    section: str
    paragraphs: list[str]
    clean: bool = True
    signed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return re.sub(r"\W+", "-", self.title.lower()).strip("-")

    @property
    def link(self) -> str:
        return f"https://courier.example/{self.section}/{self.slug}"


@dataclass
class Truth:
    """What is planted, as it will be written: for each plant its kind, the articles and the texts."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    boilerplate: defaultdict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    names: Counter[str] = field(default_factory=Counter)


class Maker:
    """Makes an archive.

    Args:
        articles: a folder of articles as text, a blank line between two paragraphs.
        count: how many to make.
        seed: the same archive for the same seed, count and folder.
        plant: whether anything is to repeat at all.
    """

    def __init__(self, articles: pathlib.Path, count: int, seed: int = 1, plant: bool = True) -> None:
        self._rng = random.Random(seed)
        self.count, self._plant = count, plant
        self.truth = Truth()
        texts = [path.read_text(encoding="utf-8") for path in sorted(articles.glob("*.txt"))]
        self._shapes, sentences = [], []
        for text in texts:
            shape = []
            for paragraph in text.split("\n\n"):
                found = [s for s in _SENTENCE.split(" ".join(paragraph.split())) if _is_sentence(s)]
                sentences += found
                if found:
                    shape.append(min(max(2, len(found)), 8))
            if shape:
                self._shapes.append(shape)
        self._sentences = [self._cut(sentence) for sentence in sorted(set(sentences))]
        self._endings: defaultdict[str, list[str]] = defaultdict(list)
        for word in re.findall(r"\b[a-z]{4,}\b", " ".join(texts)):
            self._endings[word[-2:]].append(word)
        self._people = self._names(2_000)
        self._variants = {name: self._misspelled(name) for name in self._people[20:140]}
        self._counted = {*self._variants, *self._variants.values()}
        self._authors = self._names(150)
        self._notes = [self._note() for _ in range(40)]
        self._bios = {
            author: f"{author} is a writer who lives here. {self._note()}" for author in self._authors
        }

    def articles(self) -> Iterator[Made]:
        """The articles, one after the other; `truth` is complete after the last."""
        rng = self._rng
        pool: list[Made] = []
        pending: list[tuple[str, str, str]] = []
        for i in range(self.count):
            key = f"a{i:07}"
            draw = rng.random()
            if self._plant and pool and draw < COPIED + UPDATED:
                yield self._told(self._again(key, pool.pop(rng.randrange(len(pool))), updated=draw < UPDATED))
                continue
            made = self._fresh(key)
            if self._plant:
                if pool and draw > 1 - EXACT - NEAR:
                    source = pool.pop(rng.randrange(len(pool)))
                    self._paste(made, source, exact=draw > 1 - EXACT, pending=pending)
                elif pending and rng.random() < 0.5:
                    self._paste_again(made, pending.pop())
                self._sign(made)
            if made.clean and rng.random() < 0.5:
                if len(pool) < RESERVOIR:
                    pool.append(made)
                else:
                    pool[rng.randrange(RESERVOIR)] = made
            yield self._told(made)

    def _told(self, made: Made) -> Made:
        """Note in the truth what stands in an article as it is now."""
        for name, text in made.signed:
            self.truth.boilerplate[name].append((made.key, text))
        for paragraph in made.paragraphs:
            self.truth.names.update(name for name in _NAME.findall(paragraph) if name in self._counted)
        return made

    def write_truth(self, folder: pathlib.Path) -> None:
        """Write `duplicates.jsonl` and `names.jsonl` beside the archive."""
        boilerplate = [
            {
                "kind": "boilerplate",
                "name": name,
                "articles": [k for k, _ in rows],
                "texts": [t for _, t in rows],
            }
            for name, rows in self.truth.boilerplate.items()
            if len(rows) > 1
        ]
        with (folder / "duplicates.jsonl").open("w", encoding="utf-8") as file:
            for row in [*self.truth.rows, *boilerplate]:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        with (folder / "names.jsonl").open("w", encoding="utf-8") as file:
            for name, variant in self._variants.items():
                row = {
                    "name": name,
                    "count": self.truth.names[name],
                    "variants": {variant: self.truth.names[variant]},
                }
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _cut(self, sentence: str) -> list[str]:
        """A sentence in parts; those at odd places may be exchanged."""
        parts, at = [], 0
        for match in _PART.finditer(sentence):
            parts += [sentence[at : match.start()], match.group()]
            at = match.end()
        return [*parts, sentence[at:]]

    def _sentence(self) -> str:
        rng = self._rng
        parts = list(rng.choice(self._sentences))
        for i in range(1, len(parts), 2):
            part = parts[i]
            if " " in part:
                parts[i] = self._person()
            elif rng.random() < EXCHANGED:
                parts[i] = rng.choice(self._endings[part[-2:]])
        return "".join(parts)

    def _paragraph(self, sentences: int) -> str:
        return " ".join(self._sentence() for _ in range(sentences))

    def _note(self) -> str:
        while not 22 <= len((note := self._paragraph(2)).split()) <= 60:
            pass
        return note

    def _person(self) -> str:
        """A name, few of which are in the news very often; one time in forty in a spelling of its own."""
        rng = self._rng
        name = self._people[int(rng.random() ** 2 * len(self._people))]
        return self._variants[name] if name in self._variants and rng.random() < 0.025 else name

    def _names(self, count: int) -> list[str]:
        rng, names = self._rng, set[str]()
        while len(names) < count:
            last = "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4)))
            names.add(f"{rng.choice(FIRST)} {last.capitalize()}")
        return rng.sample(sorted(names), k=count)

    def _misspelled(self, name: str) -> str:
        first, last = name.split(" ")
        for old, new in self._rng.sample(_TYPES, k=len(_TYPES)):
            if old in last[1:]:
                return f"{first} {last[0]}{last[1:].replace(old, new, 1)}"
        return f"{first} {last}{last[-1]}"

    def _date(self) -> str:
        draw = self._rng.random()
        if draw < 0.02:
            return ("1970-01-01", "9999-12-31", "")[int(draw * 150)]
        return str(datetime.date(2005, 1, 1) + datetime.timedelta(days=self._rng.randrange(7_300)))

    def _fresh(self, key: str) -> Made:
        rng = self._rng
        title = " ".join(
            word.capitalize() for word in rng.choices(self._endings["ng"] + self._endings["ed"], k=6)
        )
        author = self._authors[min(int(rng.paretovariate(0.7)) - 1, len(self._authors) - 1)]
        paragraphs = [self._paragraph(sentences) for sentences in rng.choice(self._shapes)]
        return Made(key, title, author, self._date(), rng.choice(SECTIONS), paragraphs)

    def _sign(self, made: Made) -> None:
        """Put a note, or a line about the author, at the end: some with the year, which varies."""
        rng = self._rng
        if rng.random() < NOTED:
            name = rng.randrange(len(self._notes))
            note = self._notes[name]
            if name % 2:
                note = f"{note} This was last checked in {rng.randint(2005, 2024)}."
            made.signed.append((f"note {name}", note))
        if rng.random() < SIGNED:
            made.signed.append((f"bio {made.author}", self._bios[made.author]))
        if rng.random() < CREDITED:
            names = [rng.choice(self._authors) for _ in range(3)]
            credit = f"Reporting by {names[0]} in {names[1].split()[1]}; editing by {names[2]}"
            made.signed.append(("credit", credit))
        made.paragraphs += [text for _, text in made.signed]

    def _paste(self, made: Made, source: Made, exact: bool, pending: list[tuple[str, str, str]]) -> None:
        notes = [text for _, text in source.signed]
        texts = [p for p in source.paragraphs if len(p.split()) >= 25 and p not in notes]
        if not texts:
            return
        text = self._rng.choice(texts)
        copy, how = (text, "exact") if exact else self._edited(text)
        self._insert(made, copy)
        self.truth.rows.append({"kind": how, "articles": [source.key, made.key], "texts": [text, copy]})
        if exact and self._rng.random() < 0.2:
            pending.append((how, made.key, text))

    def _paste_again(self, made: Made, plant: tuple[str, str, str]) -> None:
        how, key, text = plant
        self._insert(made, text)
        self.truth.rows.append({"kind": how, "articles": [key, made.key], "texts": [text, text]})

    def _insert(self, made: Made, text: str) -> None:
        made.paragraphs.insert(self._rng.randint(0, len(made.paragraphs)), text)
        made.clean = False

    def _edited(self, text: str) -> tuple[str, str]:
        """A near copy: a sentence more or less, a fifth of it at most, or 1 to 10 % of the words changed."""
        rng = self._rng
        words, sentences = text.split(), _SENTENCE.split(text)
        draw = rng.random()
        short = [s for s in sentences if len(s.split()) <= len(words) / 5]
        if draw < 0.25 and short and len(sentences) > 2:
            dropped = rng.choice(short)
            return " ".join(s for s in sentences if s != dropped), "near: a sentence less"
        if draw < 0.5 and len(words) > 50:
            for _ in range(20):
                if len((new := self._sentence()).split()) <= len(words) / 5:
                    sentences.insert(rng.randint(0, len(sentences)), new)
                    return " ".join(sentences), "near: a sentence more"
        share = rng.uniform(0.01, 0.1)
        for i in rng.sample(range(len(words)), k=max(1, int(share * len(words)))):
            words[i] = rng.choice(self._endings[words[i][-2:]] or ["then"])
        return " ".join(
            words
        ), f"near: {1 if share <= 0.05 else 6}–{5 if share <= 0.05 else 10} % of the words"

    def _again(self, key: str, source: Made, updated: bool) -> Made:
        rng = self._rng
        texts = list(source.paragraphs)
        if not updated:
            made = self._fresh(key)
            made.paragraphs, made.clean = texts, False
            kind = "copied"
        else:
            made = Made(key, source.title, source.author, source.date, source.section, texts, clean=False)
            if source.date[:2] == "20":
                later = datetime.date.fromisoformat(source.date) + datetime.timedelta(days=rng.randint(0, 40))
                made.date = str(later)
            at = rng.randrange(len(texts) - len(source.signed))
            words = texts[at].split()
            words[rng.randrange(len(words))] = "since"
            texts[at] = " ".join(words)
            for _ in range(min(2, len(texts) // 3)):
                texts.insert(rng.randint(0, len(texts) - len(source.signed)), self._paragraph(2))
            kind = "updated"
        self.truth.rows.append({"kind": kind, "articles": [source.key, key], "texts": []})
        made.signed = source.signed
        return made


def _is_sentence(text: str) -> bool:
    """Whether a text is neither the item of a list, nor code, nor a table, and can be changed enough."""
    words = text.split()
    if len(_PART.findall(text)) < len(words) * 0.3:
        return False
    plain = sum(word.isalpha() and word.islower() for word in words)
    return 5 <= len(words) <= 60 and plain >= len(words) / 2 and _STARTS.match(text) is not None


def as_markdown(made: Made) -> str:
    lines = [f"title: {made.title}", f"author: {made.author}", f"categories: [{made.section}]"]
    if made.date:
        lines.append(f"date: {made.date}")
    paragraphs = (re.sub(r"([\\`*_{}\[\]<>#|~$])", r"\\\1", paragraph) for paragraph in made.paragraphs)
    return "---\n" + "\n".join(lines) + "\n---\n\n" + "\n\n".join(paragraphs) + "\n"


def as_html(made: Made) -> str:
    time = f'<time datetime="{made.date}">{made.date}</time>' if made.date else ""
    body = "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in made.paragraphs)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{made.title}</title>\n'
        f'<meta name="author" content="{made.author}"></head>\n<body><article><h1>{made.title}</h1>\n{time}\n'
        f"{body}\n</article></body></html>\n"
    )


def write_jsonl(made: Made, file: IO[str]) -> None:
    row = {
        "id": made.key,
        "title": made.title,
        "author": made.author,
        "date": made.date or None,
        "section": made.section,
        "link": made.link,
        "text": "\n\n".join(made.paragraphs),
    }
    file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write(maker: Maker, out: pathlib.Path, forms: set[str]) -> int:
    """Write the archive as `articles/YEAR/KEY.md`, half of them `.html`, as `articles.jsonl`, or both.

    Returns:
        How many bytes of text the articles have.
    """
    out.mkdir(parents=True, exist_ok=True)
    size = 0
    with (out / "articles.jsonl").open("w", encoding="utf-8") as lines:
        for made in maker.articles():
            size += sum(map(len, made.paragraphs)) + 2 * len(made.paragraphs)
            if "jsonl" in forms:
                write_jsonl(made, lines)
            if "files" in forms:
                folder = out / "articles" / (made.date[:4] or "undated")
                folder.mkdir(parents=True, exist_ok=True)
                is_html = int(made.key[1:]) % 2
                text = as_html(made) if is_html else as_markdown(made)
                (folder / f"{made.key}{'.html' if is_html else '.md'}").write_text(text, encoding="utf-8")
    if "jsonl" not in forms:
        (out / "articles.jsonl").unlink()
    maker.write_truth(out)
    return size
