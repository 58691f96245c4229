"""BLAKE2 without OpenSSL, which `hashlib` loads first: that takes a twentieth of the check of one article."""

try:
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

__all__ = ["blake2b"]
