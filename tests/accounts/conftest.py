"""Passwords hash fast here, as in the tests of authentication."""

from tests.authentication.conftest import fast_hashing

__all__ = ["fast_hashing"]
