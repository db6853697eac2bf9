"""Forms about hellos: a promise, and a companion."""

from wtforms import HiddenField, StringField

from chapter.forms.fields import Form, one_line, text_field
from chapter.forms.idempotent_form import NONCE, new_nonce
from chapter.hello.rules.promises import LONGEST


class PromiseForm(Form):
    """Something that a guest promised. Each form makes one promise, however often it is sent."""

    words = text_field("I promised", most=LONGEST, required="Enter what you promised.")
    nonce = HiddenField()

    def own_nonce(self) -> str:
        """The nonce of this promise; a new one when the one sent is not valid."""
        sent = self.nonce.data or ""
        return sent if NONCE.fullmatch(sent) else new_nonce()


class CompanionForm(Form):
    """Whom to ask to meet a guest: a person, or nobody for the best ones in turn."""

    person = StringField("Ask", filters=[one_line])
