"""What a member’s first screen shows of their membership: invitations, how it stands, what is due, dues."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account
from chapter.households.queries import recipients
from chapter.levels import counters
from chapter.membership import entitlements, queries, words
from chapter.membership.models.dues import Dues
from chapter.membership.queries import Standing, balances, progress
from chapter.overview_sources import MOST, OverviewPart, OverviewQuestion, OverviewSource, Pieces, Place
from chapter.people.models import Person
from chapter.people.models.profile import Profile
from chapter.settings import queries as settings
from chapter.web.filters import money


def _invitations(account: Account, now: datetime) -> Iterator[OverviewQuestion]:
    for one in recipients.invitations_for(account, now):
        whoever = one.payer.first_name if one.payer else "Someone"
        yield OverviewQuestion(
            30,
            f"{whoever} added you to a membership",
            "Say yes, and you’ll be a member too.",
            url_for("households.show_invitation", token=one.token),
            "Answer",
        )


def _membership(account: Account, now: datetime) -> Pieces:
    person = account.person
    standing = queries.standing_of(person, now)
    yield from _renewal(standing)
    yield from _dues_due(standing, now)
    yield from _closed_profile(standing, person)
    data = {
        "standing": standing,
        "progress": progress.progress_of(person, now),
        "words": words,
        "counters": counters.registered_counters(),
    }
    yield OverviewPart(30, Place.BESIDE, "households/portal/_standing.html", data)
    dues = _paid_by(person)[:MOST]
    if dues:
        yield OverviewPart(30, Place.GAVE, "households/portal/_dues.html", {"dues": dues, "words": words})


def _renewal(standing: Standing) -> Iterator[OverviewQuestion]:
    """That the membership is to be renewed, unless the member said that they will."""
    membership, level = standing.membership, standing.level
    if not (membership and level and standing.renewal_due and standing.pays):
        return
    if membership.renewal_wanted_at is None:
        ends = "ends on" if standing.status == "current" else "ended on"
        yield OverviewQuestion(
            55,
            f"Your membership {ends} {words.long_day(standing.ends_on)}",
            f"{level.name}, {words.price(level, settings.current().currency)}.",
            url_for("membership.renew", token=membership.token),
            "Renew",
        )


def _dues_due(standing: Standing, now: datetime) -> Iterator[OverviewQuestion]:
    membership = standing.membership
    due = balances.still_due(membership, queries.today(now)) if standing.pays else None
    if membership and due:
        currency, term = settings.current().currency, due.term
        yield OverviewQuestion(
            60,
            f"{money(due.cents, currency)} of your dues is still due",
            f"{term.level.name}, {words.until(term.span.last)}: {words.bill(due.bill, currency)}. "
            "You’re still a member.",
            url_for("membership.renew", token=membership.token),
            "How to pay",
        )


def _closed_profile(standing: Standing, person: Person) -> Iterator[OverviewQuestion]:
    """That the directory would list the member, and their profile shows nothing to anybody."""
    profile = db.session.get(Profile, person.id)
    if entitlements.is_listed_in_directory(standing) and not (profile and profile.audiences):
        yield OverviewQuestion(
            80,
            "You’re not in the directory yet",
            "Your profile is private until you choose what to share.",
            url_for("portal.audiences"),
            "Choose what to share",
        )


def _paid_by(person: Person) -> list[Dues]:
    """The dues that the person paid and that count: nothing waived, nothing reversed."""
    paid = select(Dues).where(Dues.payer_id == person.id)
    rows = list(db.session.scalars(paid.order_by(Dues.paid_on.desc(), Dues.id.desc())))
    back = {one.reverses_id for one in rows}
    return [one for one in rows if one.amount_cents > 0 and one.id not in back]


SOURCES = (OverviewSource(_invitations), OverviewSource(_membership))
