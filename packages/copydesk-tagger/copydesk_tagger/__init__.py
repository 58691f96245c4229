"""The weights of copydesk's deep level, and no code; `manifest.json` says what each file must be."""

__version__ = "0.1.0"
