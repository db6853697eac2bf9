"""Email addresses as they are compared (see chapter/addresses.py)."""

from chapter.addresses import email_key

__all__ = ["email_key"]
