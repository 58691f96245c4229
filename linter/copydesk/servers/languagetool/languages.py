"""The languages that the server offers, as LanguageTool names and codes them."""

from __future__ import annotations

from typing import get_args

from copydesk.rule.rule import Dialect

__all__ = ["DIALECTS", "LANGUAGES", "language_name"]

#: The Englishes that a house may write.
DIALECTS = frozenset(get_args(Dialect))
#: By code. Where a text is in another language, the rules that hold for any language still run.
LANGUAGES = {
    "en": "English",
    "en-US": "English (US)",
    "en-GB": "English (GB)",
    "en-AU": "English (Australian)",
    "en-CA": "English (Canadian)",
    "en-IE": "English (Irish)",
    "en-IN": "English (Indian)",
    "en-NZ": "English (New Zealand)",
    "en-ZA": "English (South African)",
}
#: What may be detected instead; ISO 639-1.
_OTHERS = {
    "ar": "Arabic", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "ga": "Irish", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish",
    "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip


def language_name(code: str) -> str:
    """The English name of a language, or its code where we have none."""
    return LANGUAGES.get(code) or _OTHERS.get(code, code)
