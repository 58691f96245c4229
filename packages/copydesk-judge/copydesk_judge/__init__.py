"""The language model of copydesk's deep level, as one GGUF file; there is no code here."""
