"""The language server: articles are checked in the editor as they are written.

A thin adapter between pygls and the engine. Nothing outside this package imports pygls.
"""
