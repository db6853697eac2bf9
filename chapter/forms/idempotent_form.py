"""Forms that count once however often they are sent: by a double click, a retry, Back and again."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy.exc import IntegrityError
from wtforms import HiddenField

from chapter.forms.fields import Form
from chapter.refusal import Refused

NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""What a nonce may look like; rules look for it before they do their work a second time."""

SENT_TWICE = Refused("This form was sent twice at the same moment. Press the button again.")
LOST_NONCE = "This form had expired and is ready again. Press the button again."


def new_nonce() -> str:
    """A new nonce: 128 bits, so that nobody guesses another's."""
    return secrets.token_urlsafe(16)


class IdempotentForm(Form):
    """A form that is identified by its ``nonce``."""

    nonce = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all fields are valid; a form that came without a nonce gets a new one."""
        valid = super().validate(extra_validators)
        if NONCE.fullmatch(self.nonce.data or ""):
            return valid
        self.nonce.data = new_nonce()
        self.form_errors.append(LOST_NONCE)
        return False

    @contextmanager
    def new_nonce_when_taken(self) -> Iterator[None]:
        """Give the form another nonce when somebody else's form used its own at the same moment. Raises
        IntegrityError."""
        try:
            yield
        except IntegrityError:
            self.nonce.data = new_nonce()
            raise

    def with_nonce(self) -> Self:
        """The form with a new nonce, for its first display."""
        if not self.is_submitted():
            self.nonce.data = new_nonce()
        return self
