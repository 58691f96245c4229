"""Markdown.

reader        the reader
links         links and their definitions
pieces        text between markup
templates     tags of Liquid, Hugo and Jinja
front_matter  YAML, TOML and JSON before the text
"""
