"""Who is meant by an email or a name that was typed into a form of the office."""

from chapter.accounts import queries
from chapter.accounts.viewer import current_user, staff
from chapter.forms.fields import email_problem
from chapter.people.models import Person
from chapter.people.person_field import PersonField
from chapter.people.rules import relations
from chapter.refusal import Refused

SEVERAL = "Several people match. Choose one, or enter another email."
NO_SUCH_NAME = "No one has exactly this name. Enter the full name or an email."


def person_of(
    field: PersonField, nobody: str, *, besides: Person | None = None, signs_in: bool = False
) -> Person:
    """The one person who is meant: by email as an account or a person has it, or by name, to staff alone.

    ``besides`` is never meant; with ``signs_in`` only who can sign in. Raises Refused, beside the field: with
    the sentence ``nobody`` for an email that nobody has, or the name of people who don't sign in; for
    several, of whom the field then lets one be chosen.
    """
    typed = str(field.data)
    by_name = "@" not in typed
    if by_name and not staff.includes(current_user):
        raise Refused(email_problem(typed), field.name)
    known = queries.people_meant(typed, signs_in=signs_in)
    meant = [one for one in known if one != besides]
    chosen = [one for one in meant if one.public_id == field.chosen]
    if chosen or len(meant) == 1:
        return (chosen or meant)[0]
    field.candidates = meant
    raise Refused(
        SEVERAL if meant else relations.SHE_HERSELF if known else _nobody(typed, nobody), field.name
    )


def _nobody(typed: str, nobody: str) -> str:
    """Why nobody is meant: ``nobody``, but for a name that nobody has."""
    return nobody if "@" in typed or queries.people_meant(typed) else NO_SUCH_NAME


def person_or_none(field: PersonField, nobody: str) -> Person | None:
    """As `person_of`, for a form that is sent by GET: None, and why beside the field, where that refuses."""
    try:
        return person_of(field, nobody)
    except Refused as refused:
        field.errors = [refused.sentence]
        return None
