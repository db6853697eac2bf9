"""Ticks "dues" by itself: whether they were paid for a term that begins in the time asked about."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from chapter import db
from chapter.membership import queries
from chapter.membership.counters import Counter
from chapter.membership.models import Dues, Place, Term


def _paid(person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, int]:
    paid = (
        select(Place.person_id, func.count(func.distinct(Term.id)))
        .join(Term, Term.membership_id == Place.membership_id)
        .join(Dues, Dues.term_id == Term.id)
        .where(
            Place.person_id.in_(person_ids),
            Place.ended_at.is_(None),
            Term.voided_at.is_(None),
            Term.first_on >= queries.today(since),
            Term.first_on <= queries.today(until),
        )
        .group_by(Place.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(paid)}


COUNTER = Counter("dues", "dues paid", _paid)
