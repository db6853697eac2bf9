"""Levels, members and applications for tests."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from chapter import db
from chapter.applications.rules import applications
from chapter.applications.rules.applications import Answers, Applicant
from chapter.audit import Actor
from chapter.households.rules import bundles
from chapter.levels.models import Level
from chapter.levels.periods import ENDLESS, ROLLING
from chapter.membership import queries
from chapter.membership.models.applications import Application
from chapter.membership.models.dues import Dues
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.rules import dues, terms
from chapter.membership.rules.dues import Payment
from chapter.people.models import Person
from chapter.people.rules import persons as people_persons
from tests import factories
from tests.factories import TODAY

STAFF = Actor("command", name="test")
_numbers = count(1)


def a_level(name: str = "", **more: Any) -> Level:
    """A level for one person: $75 a year from the day of joining, 30 days of grace, open to the public,
    and it opens all that a level can."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"level-{number}", "price_cents": 7500, "period_kind": ROLLING, "months": 12,
        "grace_days": 30, "position": number, "opened_at": TODAY, "created_at": TODAY,
        "opens_directory": True, "opens_events": True, **more,
    }  # fmt: skip
    return factories.saved(Level(name=name or f"Level {number}", **values))


def a_free_level(name: str = "", **more: Any) -> Level:
    """The same, for nothing."""
    return a_level(name, price_cents=0, **more)


def a_complimentary_level(name: str = "") -> Level:
    """For nothing and without end; staff alone give it."""
    return a_level(name, price_cents=0, period_kind=ENDLESS, opened_at=None)


def a_household(most: int = 4, name: str = "", **more: Any) -> Level:
    """A level for a bundle."""
    return a_level(name, bundle_kind="household", bundle_most=most, **more)


def a_payment(on: date, cents: int = 7500, method: str = "check") -> Payment:
    """What staff write down."""
    return Payment(cents, method, on, nonce=f"nonce-{next(_numbers):08}")


def pays(person: Person, level: Level, *, on: date, now: datetime | None = None) -> Dues:
    """Staff record that ``person`` paid for ``level`` on a day."""
    at = now or datetime.combine(on, TODAY.timetz())
    with factories.a_writing():
        return dues.record(person, level, a_payment(on), by=STAFF, now=at)


def a_member(level: Level | None = None, *, on: date | None = None, person: Person | None = None) -> Person:
    """Somebody who paid for ``level`` on a day (today)."""
    who = person or factories.a_person()
    pays(who, level or a_level(), on=on or TODAY.date(), now=TODAY)
    return who


def gets(person: Person, level: Level, *, now: datetime = TODAY) -> None:
    """Staff give ``person`` a level for nothing."""
    with factories.a_writing():
        terms.grant(person, level, by=STAFF, now=now)


def belongs(to: Membership, name: str, email: str, *, by: Actor = STAFF, now: datetime = TODAY) -> Enrollment:
    """Somebody belongs to a bundle, as if she had said yes."""
    held = db.lock(to)
    person = people_persons.find_or_add(name, email, now=now)
    db.session.flush()
    return bundles.add_member(held, person, by=by, now=now)


def membership(person: Person) -> Membership:
    """The membership that she belongs to."""
    db.session.expire_all()
    place = queries.enrollment_of(person.id)
    assert place is not None
    return place.membership


def status(person: Person, now: datetime) -> str | None:
    """What she is."""
    return queries.standing_of(person, now).status


def an_application(
    level: Level, name: str = "", email: str = "", *, sent: bool = True, now: datetime = TODAY, **more: Any
) -> Application:
    """Somebody asks to join; her mailbox is not proved."""
    number = next(_numbers)
    identity = Applicant(name or f"Cora Number{number}", email or f"cora{number}@example.test", **more)
    with factories.a_writing():
        application = applications.begin(level, identity, nonce=f"nonce-{number:08}", now=now)
        db.session.flush()
        if sent:
            applications.submit(application, Answers(), now=now)
    return application


def proved(application: Application, *, now: datetime = TODAY) -> Application:
    """She presses the mailed link."""
    with factories.a_writing():
        applications.confirm_email(application, now=now)
    return application


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)
