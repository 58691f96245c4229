"""Word documents.

reader    the reader
parts     parts of the package
index     runs of text and where they stand
blocks    paragraphs, tables and notes as blocks
edits     edits, plain or tracked
comments  findings as comments
"""
