"""The mails of joining and renewing. Each is one letter; rules queue them."""

from typing import Any

from chapter.accounts.viewer import directors
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.membership import words
from chapter.membership.models.dues import Dues
from chapter.membership.models.memberships import Membership, Term
from chapter.people.models import Person
from chapter.restrictions import Use

RENEWAL_LINK, ACCOUNT_LINK = "membership.renewal", "membership.account"
HOUSEHOLD_LINK = "membership.household"
"""What placeholders.py makes when the mail is sent."""


def welcome(person: Person, term: Term, due: int = 0, *, signs_in: bool) -> Letter:
    """To a new member: how to sign in, if they have an account, and what is still ``due``, in cents."""
    placeholders = {"account": (ACCOUNT_LINK, 0)} if signs_in else {}
    return letter_to_member(
        "welcome", person, term.membership, term=term, due=due, signs_in=signs_in, placeholders=placeholders
    )


def renewed(person: Person, term: Term, due: int = 0) -> Letter:
    """The dues are in: until when the person is a member, and what is still ``due``, in cents."""
    return letter_to_member("renewed", person, term.membership, term=term, due=due)


def dues_came(person: Person, dues: Dues, term: Term, due: int) -> Letter:
    """More of the dues came in for a term that was paid in part: now all, or what is still ``due``, in
    cents."""
    return letter_to_member("dues_came", person, term.membership, dues=dues, term=term, due=due)


def reminder(membership: Membership, left: int) -> Letter:
    """The membership has ``left`` days to go (0: today is its last; below 0: it has ended), and how to renew
    it."""
    placeholders = {"renewal": (RENEWAL_LINK, membership.id)}
    return letter_to_member("reminder", membership.payer, membership, left=left, placeholders=placeholders)


def household_news(membership: Membership, name: str, what: str) -> Letter:
    """To the payer: the person they named as ``name`` said ``yes`` or ``no``, or has ``left``."""
    placeholders = {"household": (HOUSEHOLD_LINK, membership.id)}
    return letter_to_member(
        "household_news", membership.payer, membership, other=name, what=what, placeholders=placeholders
    )


def pays_now(membership: Membership) -> Letter:
    """To the person who pays for all of a household or company from now on."""
    placeholders = {"household": (HOUSEHOLD_LINK, membership.id)}
    return letter_to_member("pays_now", membership.payer, membership, placeholders=placeholders)


def letter_to_member(name: str, person: Person, membership: Membership, **context: Any) -> Letter:
    return write_letter(
        f"membership.{name}",
        person=person,
        membership=membership,
        level=membership.level,
        words=words,
        about=("memberships", membership.id),
        **context,
    )


KINDS = declare(
    "membership",
    "welcome renewed dues_came reminder household_news pays_now",
    use=Use.HELD,
    readers=[directors],
)
"""What these mails are for, and who of the office may read them."""
