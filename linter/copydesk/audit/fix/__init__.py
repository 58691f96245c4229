"""Fixing an archive.

fix      fixes applied to the archive's files
targets  where fixed files go
"""
