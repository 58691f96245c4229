"""The parameters of LanguageTool's `/v2/check`, and what is wrong with them in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from copydesk.config import Selection
from copydesk.rule.plugins import Registry
from copydesk.servers.languagetool.annotated import AnnotationError, parse_annotated
from copydesk.servers.languagetool.jobs import AnnotatedPart, Language, LanguageToolJob
from copydesk.servers.languagetool.languages import LANGUAGES

__all__ = ["ParameterError", "known_names", "parse_form", "parse_job"]

_LEVELS = (
    *("default", "picky", "academic", "clarity", "professional", "creative", "customer", "jobapp"),
    *("objective", "elegant"),
)
_FIELDS = 64


class ParameterError(ValueError):
    """A request that cannot be answered; the message is for its sender."""


def parse_form(encoded: bytes) -> dict[str, str]:
    """The fields of a form, or of a query: the first of each name.

    Raises:
        ParameterError: it is not UTF-8, or there are too many.
    """
    try:
        pairs = parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError:
        raise ParameterError("The request is not valid UTF-8") from None
    except ValueError:
        raise ParameterError(f"The request has more than {_FIELDS} parameters") from None
    return dict(reversed(pairs))


def parse_job(given: Mapping[str, str], registry: Registry, has_deep: bool = False) -> LanguageToolJob:
    """What a client asks for. Parameters that mean nothing here (`motherTongue`, `dicts`) are passed over.

    Args:
        given: the parameters.
        registry: the rules there are.
        has_deep: whether the level "picky" asks the rules' deep level.

    Raises:
        ParameterError: something is missing, unknown or contradicts itself.
    """
    return LanguageToolJob(_parts(given), _language(given), _selection(given, registry, has_deep))


def _parts(given: Mapping[str, str]) -> tuple[AnnotatedPart, ...]:
    if "text" in given and "data" in given:
        raise ParameterError("Set only 'text' or 'data' parameter, not both")
    if "text" in given:
        return (AnnotatedPart(given["text"], given["text"]),)
    if "data" not in given:
        raise ParameterError("Missing 'text' or 'data' parameter")
    try:
        return parse_annotated(given["data"])
    except AnnotationError as error:
        raise ParameterError(str(error)) from None


def _language(given: Mapping[str, str]) -> Language:
    code = given.get("language")
    if code is None:
        raise ParameterError(
            "Missing 'language' parameter, "
            "e.g. 'language=en-US' for American English or 'language=fr' for French"
        )
    preferred = _listed(given, "preferredVariants")
    if preferred and code != "auto":
        raise ParameterError("You specified 'preferredVariants' but you didn't specify 'language=auto'")
    english = tuple(_known(c) for c in preferred if c.lower().startswith("en"))
    return Language("auto" if code == "auto" else _known(code), english)


def _known(code: str) -> str:
    """The code of a language as it is listed, however it is written.

    Raises:
        ParameterError: it is none of them.
    """
    for known in LANGUAGES:
        if known.lower() == code.replace("_", "-").lower():
            return known
    raise ParameterError(
        f"'{code[:40]}' is not a language code known to copydesk. "
        f"Supported language codes are: {', '.join(sorted(LANGUAGES))}."
    )


def _selection(given: Mapping[str, str], registry: Registry, has_deep: bool) -> Selection | None:
    """The rules that a client asks for; None for none at all."""
    level = given.get("level", "default")
    if level not in _LEVELS:
        raise ParameterError(
            f"Unknown value '{level[:40]}' for parameter 'level'. Valid values: {', '.join(_LEVELS)}"
        )
    enabled = (*_listed(given, "enabledRules"), *_listed(given, "enabledCategories"))
    disabled = (*_listed(given, "disabledRules"), *_listed(given, "disabledCategories"))
    more, less = known_names(enabled, registry), known_names(disabled, registry)
    sure = None if level == "default" else 0.0
    deep = True if level == "picky" and has_deep else None
    if given.get("enabledOnly", "").lower() not in ("true", "yes"):
        return Selection(extend_select=more, ignore=less, min_confidence=sure, deep=deep)
    if disabled:
        raise ParameterError("You cannot specify disabled rules or categories using enabledOnly=true")
    if not enabled:
        raise ParameterError("You must specify enabled rules or categories when using enabledOnly=true")
    return Selection(select=more, min_confidence=sure, deep=deep) if more else None


def _listed(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part for item in given.get(name, "").split(",") if (part := item.strip()))


def known_names(listed: tuple[str, ...], registry: Registry) -> tuple[str, ...]:
    """Those of the names that are rules or groups: clients send the ids of LanguageTool's rules, too."""
    known = {*registry.rules, *registry.groups, *(a for r in registry.rules.values() for a in r.meta.aliases)}
    return tuple(sorted(registry.expand(known & {name.lower() for name in listed})))
