"""Regular expressions of the Go and .NET flavour, read once and written twice.

*Exact* is the same for the module `regex`, which has look-around and can backtrack. *Wide* is for RE2, over
one byte a character: it leaves out what only narrows a match (look-around, atomic groups), so that whatever
the exact one matches begins where the wide one does.
"""

from __future__ import annotations

import re
from typing import NoReturn

from msgspec import Struct

__all__ = ["Expression", "ExpressionError", "read_expression", "shadow"]


class ExpressionError(ValueError):
    """An expression cannot be used: why, and where in it."""


class Expression(Struct, frozen=True):
    """An expression, in both forms.

    Attributes:
        exact: for the module `regex`.
        wide: for RE2 in Latin-1, or None where RE2 cannot stand in for it.
        is_same: whether both match the same in ASCII.
        spans_lines: whether a match may hold a newline or an end of the text, so that texts joined by one
            are not to be searched together.
        reaches_far: whether it may hold any number of characters beside white space, a newline among them.
        is_anchored: whether it asks for the beginning or the end of the text.
    """

    exact: str
    wide: bytes | None
    is_same: bool
    spans_lines: bool
    reaches_far: bool
    is_anchored: bool


#: A byte each for characters beyond Latin-1 that patterns name; no letter, and none has two cases.
_SLOTS = {char: 0x80 + i for i, char in enumerate("“”‘’–—…•′″−‑→≠≥≤™€„‚‹›‐―№\u2009\u200b\u202f\u2007")}
_LETTER, _OTHER = "\xaa", "\x9f"
_BEYOND = re.compile("[^\x00-\xff]")
_FLAGS = re.compile(r"\?([imsxn]*)(?:-([imsxn]+))?([:)])")
_NAMED = re.compile(r"\?(?:P?<|')([A-Za-z_]\w*)[>']")
_REPEAT = re.compile(r"\{\d+(?:,\d*)?\}")
_PROPERTY = re.compile(r"\{\^?[\w =-]+\}|[A-Za-z]")
_HEX = re.compile(r"x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})")
_POSIX = re.compile(r"\[:\^?[a-z]+:\]")
#: Characters that stand for themselves in both forms, the last of which nothing repeats.
_PLAIN = re.compile(r"[A-Za-z0-9 ,;:'\"/=@%&!<>~_-]+(?![*+?{])")
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b", "0": "\0"}
#: ASCII only, as in RE2; what stands between the brackets of a class.
_CLASSES = {
    "d": "0-9",
    "w": "0-9A-Za-z_",
    "s": r"\t\n\f\r ",
    "D": r"\x00-\x2f\x3a-\U0010ffff",
    "W": r"\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\U0010ffff",
    "S": r"\x00-\x08\x0b\x0e-\x1f\x21-\U0010ffff",
}
#: Deeper than this nobody nests, and the reader calls itself for each.
_DEPTH = 60


def shadow(text: str) -> bytes:
    """A text as wide expressions are searched in: a byte for each character."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return _BEYOND.sub(_stand_in, text).encode("latin-1")


def _stand_in(match: re.Match[str]) -> str:
    char = match[0]
    return chr(_SLOTS[char]) if char in _SLOTS else _LETTER if char.isalnum() else _OTHER


def read_expression(source: str) -> Expression:
    """Read an expression.

    Raises:
        ExpressionError: it is none, or has what neither engine knows.
    """
    reader = _Reader(source)
    reader.alternatives(frozenset(), 0)
    if reader.at < len(source):
        reader.fail("a ) without its (")
    wide = b"".join(reader.wide) if reader.has_wide else None
    return Expression(
        "".join(reader.exact),
        wide,
        reader.is_same,
        reader.spans_lines,
        reader.reaches_far,
        reader.is_anchored,
    )


class _Reader:
    """Reads an expression from left to right, and writes both forms of it."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.exact: list[str] = []
        self.wide: list[bytes] = []
        self.has_wide = True
        self.is_same = True
        self.spans_lines = self.reaches_far = self.is_anchored = False
        #: Whether a word may begin or end with a letter beyond ASCII, where RE2 knows no word's edge.
        self._plain_edges = bool(_BEYOND_LETTER.search(source))

    def fail(self, why: str) -> NoReturn:
        raise ExpressionError(f"{why}, at character {self.at + 1}")

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def taken(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The match of a pattern here, read."""
        if match := pattern.match(self.source, self.at):
            self.at = match.end()
        return match

    def write(self, exact: str, wide: str | bytes | None = None) -> None:
        self.exact.append(exact)
        self.wide.append(exact.encode() if wide is None else wide.encode() if isinstance(wide, str) else wide)

    def alternatives(self, flags: frozenset[str], depth: int) -> None:
        """What stands in a group, or all of it; flags that are set within hold up to its end."""
        if depth > _DEPTH:
            self.fail("groups are nested too deeply")
        opened: list[str] = []
        while self.at < len(self.source) and self.peek() != ")":
            if self.peek() == "|":
                self.at += 1
                self.write(")" * len(opened) + "|" + "".join(opened))
            elif self.peek() == "(":
                self.at += 1
                set_here = self._group(flags, depth)
                if set_here is not None:
                    flags = set_here
                    opened.append(self.exact[-1])
            elif "x" not in flags and (plain := self.taken(_PLAIN)):
                self.write(plain[0])
            else:
                self._atom(flags)
        self.write(")" * len(opened))

    def _group(self, flags: frozenset[str], depth: int) -> frozenset[str] | None:
        """A group, behind its parenthesis; the flags from here on, where it only sets some."""
        if self.taken(re.compile(r"\?#[^)]*\)")):
            return None
        look = self.taken(re.compile(r"\?(?:<?[=!]|>)"))
        if look:
            self._narrowing(look[0], flags, depth)
            return None
        if match := self.taken(_FLAGS):
            inside = (flags | set(match[1])) - set(match[2] or "")
            on, off = (
                "".join(sorted(set(match[1]) & set("ims"))),
                "".join(sorted(set(match[2] or "") & set("ims"))),
            )
            self.write(f"(?{on}{f'-{off}' if off else ''}:")
            if match[3] == ")":
                return inside
            flags = inside
        elif named := self.taken(_NAMED):
            self.write(f"(?P<{named[1]}>", "(?:")
        elif self.peek() == "?":
            self.fail(f"({self.source[self.at : self.at + 3]} is not known")
        else:
            self.write("(", "(?:")
        self.alternatives(flags, depth + 1)
        self._close(quantified=True)
        return None

    def _close(self, quantified: bool) -> None:
        if self.peek() != ")":
            self.fail("a ( without its )")
        self.at += 1
        self.write(")" + (self._quantifier() if quantified else ""))

    def _narrowing(self, opening: str, flags: frozenset[str], depth: int) -> None:
        """A look-around or an atomic group: the first has no part in the wide form, the second is a group."""
        self.is_same = False
        before = len(self.wide)
        self.write(f"({opening}", "(?:")
        self.alternatives(flags, depth + 1)
        self._close(quantified=True)
        if opening != "?>":
            del self.wide[before:]
            # `^` within says nothing of what a match spans, but nothing is lost by not joining texts.

    def _quantifier(self) -> str:
        match = self.taken(re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\??"))
        if not match:
            return ""
        if self.peek() in ("*", "+", "?"):
            self.fail(f"{self.peek()} after a quantifier")
        return match[0]

    def _atom(self, flags: frozenset[str]) -> None:
        char = self.peek()
        if "x" in flags and char.isspace():
            self.at += 1
            return
        if "x" in flags and char == "#":
            self.at = (self.source.find("\n", self.at) + 1) or len(self.source)
            return
        if char in "*+?":
            self.fail(f"nothing for {char} to repeat")
        if char == "\\":
            self._escape(flags)
            return
        if char == "[":
            self._class()
            return
        self.at += 1
        if char == ".":
            self.spans_lines |= "s" in flags
            self.reaches_far |= "s" in flags
            self.write("." + self._quantified())
        elif char in "^$":
            if "m" not in flags:
                self.spans_lines = self.is_anchored = True
            exact, wide = (char, char) if char == "^" or "m" in flags else (r"\Z", r"\z")
            self.write(exact, wide)
        else:
            self._literal(char)

    def _quantified(self) -> str:
        return self._quantifier()

    def _literal(self, char: str) -> None:
        repeat = self._quantifier()
        byte = self._byte(char)
        if byte is None:
            self.has_wide = False
            byte = b"."
        self.spans_lines |= char == "\n"
        self.write(_quoted(char) + repeat, byte + repeat.encode())

    def _byte(self, char: str) -> bytes | None:
        if char in _SLOTS:
            return b"\\x%02x" % _SLOTS[char]
        return b"\\x%02x" % ord(char) if ord(char) < 0x100 and not char.isalnum() else _latin(char)

    def _escape(self, flags: frozenset[str]) -> None:
        self.at += 1
        char = self.peek()
        if not char:
            self.fail("nothing after a backslash")
        if char in _CLASSES:
            self.at += 1
            self.spans_lines |= char in "sDW"
            self.reaches_far |= char in "DW"
            repeat = self._quantifier()
            self.write(f"[{_CLASSES[char]}]{repeat}", f"\\{char}{repeat}")
        elif char in "bB":
            self.at += 1
            plain = char == "b" and not self._plain_edges
            self.is_same &= plain
            self.write(f"\\{char}", f"\\{char}" if plain else "")
        elif char in "AzZG":
            self._anchor(char)
        elif char in "123456789":
            number = self.taken(re.compile(r"[1-9]\d?"))
            self.has_wide = False
            self.write(f"(?:\\{number[0] if number else 1}){self._quantifier()}", "")
        elif named := self.taken(re.compile(r"k[<'](\w+)[>']")):
            self.has_wide = False
            self.write(f"(?P={named[1]}){self._quantifier()}", "")
        elif char in "pP":
            name = self._property()
            self.is_same = False
            repeat = self._quantifier()
            self.write(f"\\{char}{name}{repeat}")
        else:
            self._literal(self._escaped())

    def _anchor(self, char: str) -> None:
        self.at += 1
        self.spans_lines = self.is_anchored = True
        if char == "G":
            self.fail(r"\G is not known")
        if char == "Z":
            self.is_same = False
        self.write({"A": r"\A", "z": r"\Z", "Z": r"(?=\n?\Z)"}[char], {"A": r"\A", "z": r"\z", "Z": ""}[char])

    def _property(self) -> str:
        self.at += 1
        name = self.taken(_PROPERTY)
        if not name:
            self.fail("the name of a property of characters is missing")
        return name[0]

    def _escaped(self) -> str:
        """The character that an escape, behind its backslash, stands for."""
        if match := self.taken(_HEX):
            code = int(match[1] or match[2] or match[3], 16)
            if code > 0x10FFFF:
                self.fail("no such character")
            return chr(code)
        char = self.peek()
        self.at += 1
        if char in _CONTROL:
            return _CONTROL[char]
        if char.isascii() and char.isalnum():
            self.at -= 2
            self.fail(f"\\{char} is not known")
        return char

    def _class(self) -> None:
        """A class of characters."""
        self.at += 1
        negated = self.peek() == "^"
        self.at += negated
        exact, wide = ["[^" if negated else "["], [b"[^" if negated else b"["]
        first = True
        while first or self.peek() != "]":
            if self.at >= len(self.source):
                self.fail("a [ without its ]")
            first = False
            self._member(exact, wide, negated)
        self.at += 1
        if negated or "\n" in "".join(exact):
            self.spans_lines = True
            self.reaches_far |= negated
        repeat = self._quantifier()
        body = b"".join(wide)
        if body == b"[" or body == b"[^":
            body = b"." if negated else b"[^\\x00-\\xff]"
        else:
            body += b"]"
        self.write("".join(exact) + "]" + repeat, body + repeat.encode())

    def _member(self, exact: list[str], wide: list[bytes], negated: bool) -> None:
        """One member of a class: a character, a range, or a class by its name."""
        if posix := self.taken(_POSIX):
            exact.append(posix[0])
            wide.append(posix[0].encode())
            return
        low = self._member_char(exact, wide)
        if low is None:
            return
        if self.peek() == "-" and self.source[self.at + 1 : self.at + 2] not in ("]", ""):
            before = self.at
            self.at += 1
            high = self._member_char([], [])
            if high is not None and high >= low:
                exact.append(f"{_quoted(low)}-{_quoted(high)}")
                if ord(high) < 0x100:
                    wide.append(b"\\x%02x-\\x%02x" % (ord(low), ord(high)))
                elif not negated:
                    self.has_wide = False
                return
            self.at = before
        exact.append(_quoted(low))
        if low in _SLOTS or ord(low) < 0x100:
            wide.append(b"\\x%02x" % _SLOTS.get(low, ord(low)))
        elif not negated:
            self.has_wide = False

    def _member_char(self, exact: list[str], wide: list[bytes]) -> str | None:
        """A character within a class; None for a class by its name, which is written."""
        char = self.peek()
        self.at += 1
        if char != "\\":
            return char
        char = self.peek()
        if char in _CLASSES and char:
            self.at += 1
            self.spans_lines |= char in "sDW"
            self.reaches_far |= char in "DW"
            exact.append(_CLASSES[char])
            wide.append(f"\\{char}".encode())
            return None
        if char and char in "pP":
            name = self._property()
            self.is_same = False
            exact.append(f"\\{char}{name}")
            wide.append(f"\\{char}{name}".encode())
            return None
        if char == "b":
            self.at += 1
            return "\b"
        return self._escaped()


#: A letter beyond ASCII in an expression.
_BEYOND_LETTER = re.compile(r"[^\W\d_\x00-\x7f]")


def _latin(char: str) -> bytes | None:
    if char.isascii():
        return char.encode()
    return b"\\x%02x" % ord(char) if ord(char) < 0x100 else None


def _quoted(char: str) -> str:
    if char.isalnum() or char == "_":
        return char
    return f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\U{ord(char):08x}"
