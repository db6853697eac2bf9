"""What a member’s first screen shows of their shifts: what they are asked, and what they do next."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from chapter.accounts.models import Account
from chapter.overview_sources import MOST, OverviewPart, OverviewQuestion, OverviewSource, Pieces, Place
from chapter.shifts import queries
from chapter.shifts.models import OFFERED, Signup
from chapter.web.filters import event_day_and_time, with_period


def _shifts(account: Account, now: datetime) -> Pieces:
    signups = queries.upcoming_signups_of(account.person_id, now)[:MOST]
    proved = [one for one in signups if one.proved]
    yield from (_unconfirmed(one) for one in signups if not one.proved)
    yield from _offered(proved)
    if proved:
        yield OverviewPart(20, Place.BESIDE, "staffing/portal/_shifts.html", {"signups": proved})


def _unconfirmed(signup: Signup) -> OverviewQuestion:
    return OverviewQuestion(
        40,
        f"Did you sign up for {signup.shift.title}?",
        "Somebody, probably you, used your name and email. If you do nothing, the sign-up ends.",
        url_for("shifts.signup", token=signup.token),
        "Answer",
    )


def _offered(signups: list[Signup]) -> Iterator[OverviewQuestion]:
    for one in signups:
        if one.status == OFFERED and one.offered_until:
            until = with_period(event_day_and_time(one.offered_until, one.shift))
            url = url_for("shifts.signup", token=one.token)
            yield OverviewQuestion(
                50,
                f"Can you take {one.shift.title}?",
                f"We are holding a spot for you until {until}",
                url,
                "Answer",
            )


SOURCES = (OverviewSource(_shifts),)
