"""Setting up a chapter: its settings, and the managing director who can invite the others."""

from datetime import datetime

from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account
from chapter.accounts.rules import accounts, roles
from chapter.audit import Actor
from chapter.people import queries
from chapter.people.rules import persons
from chapter.refusal import Refused
from chapter.settings import rules as settings

SETUP = Actor("command", name="setup")
WHY = "the first managing director"


def begin(director_email: str, chapter_name: str, *, now: datetime) -> Account:
    """The account of the chapter's first managing director, invited by mail. Safe to repeat: existing
    settings stay, and a director who has not accepted yet is invited again.

    Raises Refused when the chapter has another managing director already, who can invite people.
    """
    settings.create_settings(chapter_name, now=now)
    account = accounts_queries.account_by_email(director_email)
    if account is None:
        if queries.is_role_held("director"):
            raise Refused("This chapter already has a managing director, who can invite others.")
        person = persons.find_or_add(_name_from(director_email), director_email, now=now)
    else:
        person = account.person
    if account is None or account.proved_at is None:
        account = accounts.invite(person, director_email, by=SETUP, now=now)
    if not queries.is_role_held("director"):
        roles.grant(person, "director", by=SETUP, why=WHY, now=now)
    return account


def _name_from(email: str) -> str:
    """A provisional name, taken from the email: ``ana.lopez@…`` is Ana Lopez."""
    words = email.partition("@")[0].replace(".", " ").replace("_", " ").replace("-", " ").split()
    return " ".join(word.capitalize() for word in words) or "Managing director"
