"""Forgetting what memberships say of a person. The books stay, without her words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, func, or_, select, update

from chapter import db
from chapter.audit import Actor
from chapter.audit import rules as log
from chapter.membership import belonging, queries
from chapter.membership.inviting import ANSWERS_WITHIN, Invitation
from chapter.membership.joining import Application
from chapter.membership.models import Dues, Leaving, Member, Membership, Tick
from chapter.membership.rules import following, handing, terms
from chapter.people.models import Person

UNFINISHED_DAYS = timedelta(days=30)
AT_ONCE = 200
WORDS = (
    "name", "called", "name_said", "pronouns", "organisation", "email", "email_key", "others", "decided_why",
    "news_wording",
)  # fmt: skip
QUIET = {"synchronize_session": False}


def erase(person: Person, *, now: datetime) -> None:
    """Blank every word about ``person`` in memberships and end what she belongs to.

    Days, amounts and that she belonged stay: they are the chapter's books, and name nobody any more. Of a
    bundle that others belong to, the longest in it pays from now on. Applications, and who was named for a
    bundle: ``forget_applications``, ``forget_invitations``.
    """
    if db.session.get(Member, person.id) is None:
        return
    by = Actor("rule", name="erasure")
    place = queries.place_of(person.id)
    if place is not None:
        membership = terms.hold(place.membership)
        others = [one for one in queries.places_in(membership) if one.id != place.id]
        place.ended_at, place.ended_by = now, by.person_id
        membership.link_version += 1
        if not others:
            membership.ended_at = now
        elif membership.payer_id == person.id:
            handing.pass_on(membership, others, by=by, now=now)
        db.session.flush()
        following.follow([person.id], now=now)
    for table in (
        update(Leaving).where(Leaving.person_id == person.id).values(why="", freed=""),
        update(Tick).where(Tick.person_id == person.id).values(note=""),
        update(Dues).where(Dues.payer_id == person.id).values(note=""),
    ):
        db.session.execute(table, execution_options=QUIET)


def applications_of(person_ids: Sequence[int], email_key: str) -> list[Application]:
    """Every application of these people, or under this e-mail."""
    hers = Application.person_id.in_(person_ids)
    whose = or_(hers, Application.email_key == email_key) if email_key else hers
    return list(db.session.scalars(select(Application).where(whose).order_by(Application.id)))


def forget_applications(applications: Sequence[Application], *, now: datetime) -> None:
    """Blank every word of these applications; open ones are closed."""
    for application in applications:
        for name in WORDS:
            setattr(application, name, "")
        application.answers, application.erased_at = [], now
        application.closed_at = application.closed_at or now
    numbers = [application.id for application in applications]
    if numbers:
        log.blank({"applications": numbers})
        named = select(Invitation).where(
            Invitation.application_id.in_(numbers), Invitation.accepted_at.is_(None)
        )
        forget_invitations(list(db.session.scalars(named)), now=now)


def forget_invitations(some: Sequence[Invitation], *, now: datetime) -> None:
    """Blank every word of these; who has not answered is asked no more."""
    for one in some:
        if one.open:
            one.withdrawn_at = now
        one.name = one.email = one.email_key = ""
        one.erased_at = one.erased_at or now
    if some:
        log.blank({Invitation.__tablename__: [one.id for one in some]})


def count_old(as_of: datetime, *, days: int) -> int:
    """How many applications and invitations are due by ``as_of`` to be forgotten."""
    each: tuple[Select[Any], ...] = (_unfinished(as_of), _closed(as_of, days), _over(as_of))
    return sum(db.session.scalar(select(func.count()).select_from(one.subquery())) or 0 for one in each)


def forget_old(*, now: datetime, days: int, as_of: datetime | None = None) -> int:
    """Delete some applications that nobody finished for a month, and blank some that were closed without
    a membership ``days`` ago; how many. ``as_of``: those of which that was so then."""
    then = as_of or now
    gone = [application.id for application in db.session.scalars(_unfinished(then).limit(AT_ONCE))]
    log.blank({"applications": gone})
    named = delete(Invitation).where(Invitation.application_id.in_(gone))
    db.session.execute(named, execution_options=QUIET)
    db.session.execute(delete(Application).where(Application.id.in_(gone)), execution_options=QUIET)
    closed = list(db.session.scalars(_closed(then, days).limit(AT_ONCE)))
    forget_applications(closed, now=now)
    return len(gone) + len(closed) + _forget_old_invitations(then, now)


def _unfinished(then: datetime) -> Select[Application]:
    last = then - UNFINISHED_DAYS
    begun = select(Application).where(Application.proved_at.is_(None), Application.started_at < last)
    return begun.where(or_(Application.sent_at.is_(None), Application.sent_at < last))


def _closed(then: datetime, days: int) -> Select[Application]:
    over = Application.closed_at < then - timedelta(days=days)
    return select(Application).where(over, Application.erased_at.is_(None))


def _over(then: datetime) -> Select[Invitation]:
    """Invitations that nobody answered in time, those that were taken back as long ago, and every no to a
    membership that has ended: until then a no is known, so that nobody is asked again."""
    last = then - ANSWERS_WITHIN
    unanswered = and_(belonging.OPEN, Invitation.mailed_at <= last)
    over = Invitation.membership_id.in_(select(Membership.id).where(Membership.ended_at <= last))
    refused = and_(Invitation.declined_at.is_not(None), over)
    return select(Invitation).where(
        or_(unanswered, Invitation.withdrawn_at <= last, refused), Invitation.erased_at.is_(None)
    )


def _forget_old_invitations(then: datetime, now: datetime) -> int:
    found = list(db.session.scalars(_over(then).order_by(Invitation.id).limit(AT_ONCE)))
    forget_invitations(found, now=now)
    return len(found)
