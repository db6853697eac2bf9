"""Asking what is kept."""

from chapter.web.forms import Form, email


class AskForm(Form):
    """The address whose records she wants to see."""

    email = email("Your e-mail", required="We need the address that you gave us.")
