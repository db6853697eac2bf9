"""Forms for seeing what is stored, and for having it erased."""

from chapter.forms.fields import Form, checkbox, email_field


class AskForm(Form):
    """The address whose records are to be shown."""

    email = email_field("Your email", required="Enter the email you gave us.")


class EraseForm(Form):
    """Erasing can't be undone, so it takes a checkbox and a button."""

    sure = checkbox(
        "I understand this can’t be undone",
        required="Nothing was erased. If you’re sure, check the box and press the button again.",
    )
