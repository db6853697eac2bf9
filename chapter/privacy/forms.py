"""Asking what is kept, and having it erased."""

from chapter.web.forms import Form, checkbox, email_field


class AskForm(Form):
    """The address whose records they want to see."""

    email = email_field("Your e-mail", required="We need the address that you gave us.")


class EraseForm(Form):
    """What can't be undone is asked twice: a tick and a press."""

    sure = checkbox(
        "I know that this can’t be undone",
        required="Nothing was erased. Tick the box if you are sure, then press again.",
    )
