"""Email addresses as they are compared (see chapter/addresses.py)."""

from chapter.email_addresses import email_key

__all__ = ["email_key"]
