"""Letters about a household: to whom it names, to its payer, to whoever is taken out."""

from collections.abc import Callable

from chapter.households import emails as households_emails
from chapter.mail.rules import Letter
from chapter.membership import emails
from chapter.membership.models.invitations import Invitation, NamedPerson
from chapter.membership.models.memberships import Membership
from tests import factories
from tests.households import households
from tests.membership import members


def a_household() -> Membership:
    """Of Nora and nobody else."""
    nora = factories.a_person("Nora Ochoa", "nora@example.test")
    members.a_member(members.a_household(4, name="Household"), person=nora)
    return members.membership(nora)


def an_invitation() -> Invitation:
    """Priya, whom Nora named."""
    payer = a_household().payer
    return households.names(payer, NamedPerson("Priya Raghunathan", "priya@example.test"))


def news(what: str) -> Letter:
    """To Nora."""
    return emails.household_news(a_household(), "Priya Raghunathan", what)


LETTERS: dict[str, Callable[[], Letter]] = {
    "membership.invited": lambda: households_emails.invited(an_invitation()),
    "membership.household_news, yes": lambda: news("yes"),
    "membership.household_news, no": lambda: news("no"),
    "membership.household_news, left": lambda: news("left"),
    "membership.taken_out": lambda: households_emails.taken_out(
        a_household(), factories.a_person("Priya Raghunathan", "priya@example.test")
    ),
    "membership.pays_now": lambda: emails.pays_now(a_household()),
}
