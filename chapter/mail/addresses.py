"""E-mail addresses as they are compared."""

import unicodedata


def email_key(email: str) -> str:
    """The form in which e-mails are compared: without regard to case."""
    return unicodedata.normalize("NFC", email.strip()).casefold()
