"""Markdown.

reader        the reader
containers    list items, quotations and HTML around blocks
html_tags     tags of HTML within a paragraph
links         links and their definitions
pieces        text between markup
templates     tags of Liquid, Hugo and Jinja
byte_offsets  places that the parser gives
front_matter  YAML, TOML and JSON before the text
"""
