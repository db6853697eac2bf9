"""The shape of what people type about themselves, their accounts and roles."""

import json
from dataclasses import fields
from typing import Any, ClassVar

from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from chapter.people.models import RELATIONS, ROLES
from chapter.people.passwords import LONGEST
from chapter.people.rules.persons import Details
from chapter.web.concurrent_edits import EditForm
from chapter.web.forms import Form, NotEmpty, ValidEmail, choices_of, email_field, strip_email, text_field

WHY_MOST = 300
LARGEST_ANSWER = 20_000
"""Characters. What authenticators answer has some hundreds, with an attestation some thousands."""

NAMELESS = "Which name shall we write down?"


def password(label: str, required: str) -> PasswordField:
    """A password, kept exactly as typed."""
    too_long = Length(max=LONGEST, message=f"Up to {LONGEST} characters fit here.")
    return PasswordField(label, [InputRequired(required), too_long])


def why() -> Any:
    """The reason that the log keeps."""
    return text_field("Why", most=WHY_MOST, required="A few words, for whoever reads the log one day.")


class SignInForm(Form):
    """E-mail and password. The e-mail's form is not judged: one that can't exist belongs to nobody."""

    email = StringField(
        "E-mail",
        [
            InputRequired("Which e-mail is your account under?"),
            NotEmpty("Which e-mail is your account under?"),
            Length(max=254, message="No e-mail is as long as that."),
        ],
        filters=[strip_email],
    )
    password = password("Password", "Your password is missing.")
    next = HiddenField()


class MailLinkForm(Form):
    """Where to mail a link."""

    email = email_field("E-mail", required="Which e-mail is your account under?")


class NewPasswordForm(Form):
    """A new password, by a mailed link."""

    password = password("New password", "Choose a password first.")


class ChangePasswordForm(Form):
    """A new password, by one who is signed in. Who has none yet leaves ``current`` out."""

    current = PasswordField(
        "Present password",
        [Optional(), Length(max=LONGEST, message=f"Up to {LONGEST} characters fit here.")],
    )
    password = password("New password", "Choose a password first.")


class CodeForm(Form):
    """A one-time code, or a recovery code. ``held``: what she had sent before she was asked, sealed."""

    code = text_field("Code", most=40, required="Which code?")
    next = HiddenField()
    held = HiddenField()


class PasswordAgainForm(Form):
    """Her password once more, before something sensitive."""

    password = password("Password", "Your password is missing.")
    next = HiddenField()
    held = HiddenField()


class PasskeyForm(Form):
    """What her browser answered for a passkey. The script of the page fills it in (js/apart/passkeys.js)."""

    credential = HiddenField()
    next = HiddenField()
    held = HiddenField()

    def answer(self) -> Any:
        """What the browser sent, decoded; None when it is nothing of the kind. Read once: a page that comes
        back must ask anew."""
        sent, self.credential.data = str(self.credential.data or ""), ""
        try:
            return json.loads(sent) if len(sent) <= LARGEST_ANSWER else None
        except (ValueError, RecursionError):
            return None


class PasskeyNameForm(Form):
    """What to call a passkey."""

    name = text_field(
        "What to call it", most=60, required="A word by which you know it again, such as “My phone”."
    )


class PasskeyRenameForm(PasskeyNameForm, EditForm):
    """Another name for a passkey."""

    audit_names: ClassVar = {"name": "passkey"}


class NewPasskeyForm(PasskeyForm, PasskeyNameForm):
    """A passkey that was just made, and what to call it."""


class PersonForm(EditForm):
    """What the chapter knows of somebody. ``seen`` names the people who are alike and were shown before a new
    one is kept."""

    audit_verbs = frozenset({"changed", "changed her profile"})
    seen = HiddenField()
    name = text_field("Name", required=NAMELESS)
    called = text_field("What she is called", most=80)
    email = StringField("E-mail", [Optional(), ValidEmail()], filters=[strip_email])
    name_said = text_field("How her name is said", most=120)
    pronouns = text_field("Pronouns", most=40)
    organisation = text_field("Organization", most=200)
    title = text_field("What she does there", most=120)

    def details(self) -> Details:
        """What was typed, for the rules."""
        return Details(**{field.name: str(self[field.name].data or "") for field in fields(Details)})


class GrantForm(Form):
    """A role for somebody, and why."""

    role = SelectField(
        "Role", [InputRequired("Which role?")], choices=choices_of({"": "Choose one", **ROLES})
    )
    why = why()


class WhyForm(Form):
    """A change that needs only its reason."""

    why = why()


class InviteForm(Form):
    """Where to mail an invitation."""

    email = email_field("E-mail", required="An invitation needs an e-mail to go to.")


class RelationForm(Form):
    """What she is to somebody else whom the chapter knows."""

    kind = SelectField(
        "What she is",
        [InputRequired("What are they to each other?")],
        choices=choices_of({kind: words for kind, (words, _) in RELATIONS.items()}),
    )
    email = email_field("To whom, by e-mail", required="Which e-mail do we know the other under?")
