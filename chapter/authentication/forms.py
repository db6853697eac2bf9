"""Forms for signing in, passwords and second factors."""

import json
from typing import Any, ClassVar

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, Optional

from chapter.authentication.passwords import LONGEST
from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import Form, NotEmpty, email_field, strip_email, text_field

LARGEST_ANSWER = 20_000
"""Characters. An authenticator's answer has some hundreds, with an attestation some thousands."""


def password(label: str, required: str) -> PasswordField:
    """A password field; what was typed is not stripped or changed."""
    too_long = Length(max=LONGEST, message=f"Use {LONGEST} characters or fewer.")
    return PasswordField(label, [InputRequired(required), too_long])


class SignInForm(Form):
    """Email and password. The email's form is not validated: one that can't exist belongs to nobody."""

    email = StringField(
        "Email",
        [
            InputRequired("Enter your email."),
            NotEmpty("Enter your email."),
            Length(max=254, message="Emails can’t be that long. Check it for a typo."),
        ],
        filters=[strip_email],
    )
    password = password("Password", "Enter your password.")
    next = HiddenField()


class MailLinkForm(Form):
    """The email to which a link is mailed."""

    email = email_field("Email", required="Enter your email.")


class NewPasswordForm(Form):
    """A new password, chosen by a mailed link."""

    password = password("New password", "Enter a new password.")


class ChangePasswordForm(Form):
    """A new password for somebody who is signed in. Without a password so far, ``current`` is left out."""

    current = PasswordField(
        "Current password",
        [Optional(), Length(max=LONGEST, message=f"Use {LONGEST} characters or fewer.")],
    )
    password = password("New password", "Enter a new password.")


class CodeForm(Form):
    """A one-time code, or a recovery code. ``held``: the form that was sent before the code was asked for,
    encrypted."""

    code = text_field("Code", most=40, required="Enter the code.")
    next = HiddenField()
    held = HiddenField()


class PasswordAgainForm(Form):
    """The password again, before something sensitive."""

    password = password("Password", "Enter your password.")
    next = HiddenField()
    held = HiddenField()


class PasskeyForm(Form):
    """The browser's answer for a passkey. The page's script fills it in (js/apart/passkeys.js)."""

    credential = HiddenField()
    next = HiddenField()
    held = HiddenField()

    def answer(self) -> Any:
        """The browser's answer, decoded from JSON; None when it is too long or not valid. Read once: a page
        that is shown again must ask anew."""
        sent, self.credential.data = str(self.credential.data or ""), ""
        try:
            return json.loads(sent) if len(sent) <= LARGEST_ANSWER else None
        except (ValueError, RecursionError):
            return None


class PasskeyNameForm(Form):
    """A new passkey: its name, and the device's answer."""

    name = text_field("Name", most=60, required="Enter a name for the passkey, such as “My phone”.")


class PasskeyRenameForm(PasskeyNameForm, EditForm):
    """A new name for a passkey."""

    audit_names: ClassVar = {"name": "passkey"}


class NewPasskeyForm(PasskeyForm, PasskeyNameForm):
    """A passkey that was just made, and its name."""
