"""Forms of the office for accounts and roles."""

from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired

from chapter.forms.fields import Form, choices_of, email_field, text_field
from chapter.people.models import ROLES

LONGEST_REASON = 300


def why() -> Any:
    """The field for a reason, which is written to the audit log."""
    return text_field("Why", most=LONGEST_REASON, required="Enter a reason for the activity log.")


class RoleForm(Form):
    """A role to grant to somebody, and why."""

    role = SelectField(
        "Role", [InputRequired("Choose a role.")], choices=choices_of({"": "Choose one", **ROLES})
    )
    why = why()


class ReasonForm(Form):
    """A change that needs only its reason."""

    why = why()


class InviteForm(Form):
    """Where to mail an invitation."""

    email = email_field("Email", required="Enter an email to send the invitation to.")
