"""Ticks "dues" by itself: whether all dues are paid of a term that begins in the time asked about."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import exists, func, select

from chapter import db
from chapter.levels.counters import Counter
from chapter.membership import queries
from chapter.membership.models.dues import Dues
from chapter.membership.models.memberships import Enrollment, Term
from chapter.membership.queries import balances


def _paid(person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, int]:
    paid = (
        select(Enrollment.person_id, func.count(func.distinct(Term.id)))
        .join(Term, Term.membership_id == Enrollment.membership_id)
        .where(
            Enrollment.person_id.in_(person_ids),
            Enrollment.ended_at.is_(None),
            Term.voided_at.is_(None),
            exists().where(Dues.term_id == Term.id),
            balances.is_paid(),
            Term.first_on >= queries.today(since),
            Term.first_on <= queries.today(until),
        )
        .group_by(Enrollment.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(paid)}


COUNTER = Counter("dues", "dues paid", _paid, "Checked off automatically when your dues are paid.")
