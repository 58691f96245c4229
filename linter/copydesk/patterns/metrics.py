"""Measures of a text: formulas over how many words, sentences and syllables it has."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from copydesk.patterns.kinds import Hit, Kind
from copydesk.patterns.search import View

__all__ = ["FORMULAS", "Formula", "FormulaError", "Metric", "measures", "readability"]

FORMULAS: Mapping[str, str] = {
    "Automated Readability": "4.71 * (characters / words) + 0.5 * (words / sentences) - 21.43",
    "Coleman-Liau": "0.0588 * (characters / words * 100) - 0.296 * (sentences / words * 100) - 15.8",
    "Flesch-Kincaid": "0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59",
    "Gunning Fog": "0.4 * (words / sentences + 100 * (complex_words / words))",
    "SMOG": "1.0430 * math.sqrt(polysyllabic_words * (30.0 / sentences)) + 3.1291",
}
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE = re.compile(r"[^.!?…]*[^\W_][^.!?…]*(?:[.!?…]+|\Z)")
_VOWELS = re.compile(r"[aeiouy]+")
_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "abs": abs,
    "ceil": math.ceil,
    "floor": math.floor,
    "log": math.log,
    "log10": math.log10,
    "max": max,
    "min": min,
    "sqrt": math.sqrt,
}
_VARIABLES = frozenset(
    [
        "characters",
        "complex_words",
        "long_words",
        "paragraphs",
        "polysyllabic_words",
        "sentences",
        "syllables",
        "words",
        "pre",
        "list",
        "blockquote",
        "heading_h1",
        "heading_h2",
        "heading_h3",
        "heading_h4",
        "heading_h5",
        "heading_h6",
    ]
)
_MAX_CHARACTERS = 2_000


class FormulaError(ValueError):
    """A formula cannot be used: why."""


class Formula:
    """An arithmetic expression over what a text has.

    Args:
        source: `0.39 * (words / sentences) + …`.

    Raises:
        FormulaError: it is none, or names what is not known.
    """

    def __init__(self, source: str) -> None:
        self.source = re.sub(r"heading\.(h[1-6])", r"heading_\1", source.strip())
        if len(self.source) > _MAX_CHARACTERS:
            raise FormulaError("is too long")
        try:
            self._tree = ast.parse(self.source, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise FormulaError(f"{self.source[:60]!r} is no formula") from None
        self.of(dict.fromkeys(_VARIABLES, 1))

    def of(self, values: Mapping[str, float]) -> float:
        """What it comes to."""
        try:
            return float(self._value(self._tree, values))
        except (ZeroDivisionError, OverflowError):
            return 0.0
        except (TypeError, ValueError, RecursionError) as error:
            raise FormulaError(str(error)) from None

    def _value(self, node: ast.AST, values: Mapping[str, float]) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return node.value
        if isinstance(node, ast.Name):
            if node.id not in _VARIABLES:
                raise FormulaError(f"{node.id} is not known: expected one of {', '.join(sorted(_VARIABLES))}")
            return values.get(node.id, 0)
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            return _OPERATORS[type(node.op)](self._value(node.left, values), self._value(node.right, values))
        if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
            return _OPERATORS[type(node.op)](self._value(node.operand, values))
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            left, right = self._value(node.left, values), self._value(node.comparators[0], values)
            return _OPERATORS[type(node.ops[0])](left, right)
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name)):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if name in _FUNCTIONS:
                return _FUNCTIONS[name](*(self._value(argument, values) for argument in node.args))
        raise FormulaError("only numbers, names, + - * / and functions like math.sqrt(…) are known")


def measures(text: str) -> dict[str, float]:
    """How many words, sentences, syllables and the like a text has; empty where it has no words."""
    words = [match[0] for match in _WORD.finditer(text)]
    if not words:
        return {}
    syllables = [_syllables(word) for word in words]
    return {
        "words": len(words),
        "sentences": max(1, sum(1 for _ in _SENTENCE.finditer(text))),
        "characters": sum(map(len, words)),
        "syllables": sum(syllables),
        "polysyllabic_words": sum(count > 2 for count in syllables),
        "complex_words": sum(
            count > 2 and not word[:1].isupper() for count, word in zip(syllables, words, strict=True)
        ),
        "long_words": sum(len(word) > 6 for word in words),
    }


def _syllables(word: str) -> int:
    """About how many syllables a word has."""
    lower = word.lower()
    count = len(_VOWELS.findall(lower))
    if (lower.endswith("e") and not lower.endswith(("le", "ee")) and count > 1) or (
        lower.endswith(("es", "ed")) and count > 1 and lower[-3:-2] not in "sxzcgtd"
    ):
        count -= 1
    return max(1, count)


class Metric:
    """A measure of all texts together that meets a condition.

    Args:
        formula: what is measured.
        condition: `> 8`.

    Raises:
        FormulaError: the condition is none.
    """

    def __init__(self, formula: Formula, condition: str) -> None:
        self._formula, self._condition = formula, condition
        Formula(f"1 {condition}")

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        values = measures("\n\n".join(piece.text for piece in view.pieces))
        if values:
            value = self._formula.of(values)
            if Formula(f"{value!r} {self._condition}").of(values):
                yield Hit(0, 0, len(view.pieces[0].text.split("\n", 1)[0]), (f"{value:.2f}",))


def readability(names: Sequence[str], grade: float) -> Kind:
    """The mean of some readability grades, where it is above what it may be.

    Args:
        names: of the grades: "Flesch-Kincaid".
        grade: the highest that will do.

    Raises:
        FormulaError: there is no grade of a name.
    """
    for name in names:
        if name not in FORMULAS:
            raise FormulaError(f"{name!r} is none of {', '.join(FORMULAS)}")
    if not names:
        raise FormulaError(f"metrics is missing: expected one or more of {', '.join(FORMULAS)}")
    together = " + ".join(f"({FORMULAS[name]})" for name in names)
    return Metric(Formula(f"({together}) / {len(names)}"), f"> {grade:g}")
