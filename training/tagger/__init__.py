"""A small reader that proposes an edit a word: its words, tags, noise, text and network."""
