"""Letters about dues that came in parts."""

from collections.abc import Callable

from sqlalchemy import select

from chapter import db
from chapter.mail.rules import Letter
from chapter.membership import emails
from chapter.membership.models.dues import Dues
from chapter.membership.models.memberships import Term
from tests import factories
from tests.factories import TODAY
from tests.membership import members

DUE = 25_00


def a_part() -> Dues:
    """What Priya paid."""
    priya = factories.a_person("Priya Raghunathan", "priya@example.test")
    members.pays(priya, members.a_level("Member", benefits="The breakfast"), on=TODAY.date())
    return db.session.scalars(select(Dues)).one()


def of_a_part(write: Callable[[Dues, Term], Letter]) -> Letter:
    """A letter about it."""
    dues = a_part()
    return write(dues, db.session.get_one(Term, dues.term_id))


LETTERS: dict[str, Callable[[], Letter]] = {
    "membership.dues_came": lambda: of_a_part(
        lambda dues, term: emails.dues_came(term.membership.payer, dues, term, 0)
    ),
    "membership.dues_came, in part": lambda: of_a_part(
        lambda dues, term: emails.dues_came(term.membership.payer, dues, term, DUE)
    ),
    "membership.renewed, in part": lambda: of_a_part(
        lambda _, term: emails.renewed(term.membership.payer, term, DUE)
    ),
    "membership.welcome, in part": lambda: of_a_part(
        lambda _, term: emails.welcome(term.membership.payer, term, DUE, signs_in=False)
    ),
}
