"""What a table `[[pattern]]` of a configuration may say."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

__all__ = ["KINDS", "SCOPES", "Example", "PatternTable"]

KindName = Literal[
    "existence",
    "substitution",
    "occurrence",
    "repetition",
    "consistency",
    "conditional",
    "capitalization",
    "metric",
]
KINDS: tuple[str, ...] = KindName.__args__  # type: ignore[attr-defined]
ScopeName = Literal[
    "text",
    "sentence",
    "headline",
    "deck",
    "byline",
    "heading",
    "paragraph",
    "pull-quote",
    "block-quote",
    "list-item",
    "table-cell",
    "caption",
    "alt-text",
    "author-bio",
]
SCOPES: tuple[str, ...] = ScopeName.__args__  # type: ignore[attr-defined]
Texts = tuple[str, ...]


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A test of a pattern."""

    bad: Annotated[str | None, Meta(description="A text in which ⟦this⟧ is found, and nothing else.")] = None
    fixed: Annotated[str | None, Meta(description="The bad text after its fixes.")] = None
    good: Annotated[str | None, Meta(description="A text in which nothing is found.")] = None


class PatternTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """A rule that is data."""

    name: Annotated[
        str,
        Meta(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60, description="Of the rule: no-synergy."),
    ]
    message: Annotated[
        str, Meta(min_length=1, description="What it says; {found} and {wanted} are filled in.")
    ]
    kind: Annotated[
        KindName | None, Meta(description="What it looks for; by default what its other keys are for.")
    ] = None
    description: Annotated[str, Meta(description="Why, for copydesk explain.")] = ""
    group: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*$", description="The group of the rule.")] = "house"
    severity: Annotated[Literal["error", "warning", "suggestion"], Meta(description="Of its findings.")] = (
        "warning"
    )
    link: Annotated[str | None, Meta(description="Where to read more.")] = None
    confidence: Annotated[
        float, Meta(ge=0, le=1, description="How likely an editor is to act on a finding.")
    ] = 0.9
    scope: Annotated[
        tuple[ScopeName, ...], Meta(description="Where it looks; by default everywhere in the prose.")
    ] = ("text",)
    words: Annotated[
        Texts,
        Meta(description="Words and phrases to find, whole; in small letters they are found in any case."),
    ] = ()
    pattern: Annotated[str | None, Meta(description="A regular expression (RE2) to find.")] = None
    swap: Annotated[
        dict[str, str | Texts],
        Meta(description="Words or phrases, and what to write instead; the first of several is the fix."),
    ] = {}
    either: Annotated[
        dict[str, str], Meta(description="Two spellings of a thing, of which an article may have one.")
    ] = {}
    first: Annotated[str | None, Meta(description="What needs to be made good: [A-Z]{3,}.")] = None
    second: Annotated[str | None, Meta(description=r"What makes it good, in a group: \((\w+)\).")] = None
    max: Annotated[
        Annotated[int, Meta(ge=0)] | None, Meta(description="How often it may occur in a piece of text.")
    ] = None
    min: Annotated[Annotated[int, Meta(ge=1)] | None, Meta(description="How often it must occur.")] = None
    case: Annotated[
        Literal["sentence", "title", "lower", "upper"] | None, Meta(description="The case of the text.")
    ] = None
    formula: Annotated[
        str | None, Meta(description="0.39 * (words / sentences) + …, or the name of a readability grade.")
    ] = None
    condition: Annotated[str, Meta(description="When the formula is a finding: > 12.")] = ""
    exceptions: Annotated[Texts, Meta(description="Words and phrases that are right.")] = ()
    match_case: Annotated[bool, Meta(description="Whether case counts in all of it.")] = False
    fix: Annotated[
        str | None, Meta(description='What to put in the place of what is found; "" deletes it.')
    ] = None
    safety: Annotated[
        Literal["safe", "unsafe", "display"], Meta(description="How far its fix can be trusted.")
    ] = "unsafe"
    examples: Annotated[tuple[Example, ...], Meta(description="Its tests.")] = ()
