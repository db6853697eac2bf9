"""The members of the sample chapter: years of joining and renewing, as the rules would have it."""

from datetime import timedelta
from itertools import pairwise

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts import queries
from chapter.levels import periods
from chapter.membership import queries as members
from chapter.membership.models.applications import Application
from chapter.membership.models.memberships import Membership
from chapter.membership.queries import Standing, bundles
from chapter.people import queries as people
from chapter.people.models import Person
from tests.factories import TODAY


def standing_of(email: str) -> Standing:
    account = queries.account_by_email(email)
    assert account is not None
    return members.standing_of(account.person, TODAY)


def test_members_have_lived_their_years_by_the_rules(sample: Flask) -> None:
    assert standing_of("member@chapter.test").status == "current"
    newcomer = standing_of("newcomer@chapter.test")
    assert newcomer.first_joined_on == TODAY.date() - timedelta(days=8)
    assert standing_of("lapsed@chapter.test").status == "lapsed"
    assert standing_of("director@chapter.test").ends_on is None
    for membership in db.session.scalars(select(Membership).where(Membership.ended_at.is_(None))):
        held = members.terms_of(membership)
        assert membership.ends_on == held[-1].last_on
        assert membership.grace_until == held[-1].span.grace_until
        for before, after in pairwise(held):
            goes_on = periods.continued(after.level.period, before.span, after.first_on)
            assert (after.first_on, after.last_on) == (goes_on.first, goes_on.last)


def test_roles_of_members_are_what_their_memberships_say(sample: Flask) -> None:
    holders = set(db.session.scalars(people.holders("member").with_only_columns(Person.id).order_by(None)))
    assert holders == set(db.session.scalars(members.members_on(TODAY.date())))


def test_somebody_waits_in_every_step_of_joining(sample: Flask) -> None:
    stages = [one.stage for one in db.session.scalars(select(Application))]
    assert {stage: stages.count(stage) for stage in sorted(set(stages))} == {
        "owing": 1, "proved": 3, "sent": 1, "started": 1,
    }  # fmt: skip


def test_a_household_has_one_who_said_yes_and_one_who_has_not_answered(sample: Flask) -> None:
    newcomer = standing_of("newcomer@chapter.test")
    assert newcomer.membership is not None
    bundle = bundles.bundle_of(newcomer.membership)
    assert [one.name for one in bundle.members if not one.pays] == ["Linh Ngo"]
    assert [one.name for one in bundle.open] == ["Mai Ngo"]
    assert bundle.free == 1
