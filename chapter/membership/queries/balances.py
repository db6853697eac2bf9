"""What a term costs, what was paid for it, and what is still due or was overpaid.

Dues are due for the present run of a membership, until its grace is over: a person who comes back after that
begins anew and owes nothing of old. A term that another level cut short asks for nothing more either.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, or_, select

from chapter import db
from chapter.membership.models.dues import WAIVED, Bill, Dues
from chapter.membership.models.memberships import Membership, Term

A_WAIVER = case((Dues.reverses_id.is_(None), 1), else_=-1)
WAIVERS = func.coalesce(func.sum(case((Dues.method == WAIVED, A_WAIVER), else_=0)), 0)
PAID = func.coalesce(func.sum(Dues.amount_cents), 0)


@dataclass(frozen=True)
class TermDue:
    """A term that is not fully paid."""

    term: Term
    bill: Bill

    @property
    def cents(self) -> int:
        """What is still to be paid, in cents."""
        return self.bill.due_cents


def bills(terms: Collection[Term]) -> dict[int, Bill]:
    """The bill of each of these terms, by term id, in one statement."""
    numbers = [term.id for term in terms]
    rows = db.session.execute(
        select(Dues.term_id, PAID, WAIVERS).where(Dues.term_id.in_(numbers)).group_by(Dues.term_id)
    )
    came = {number: (int(paid), waivers > 0) for number, paid, waivers in rows}
    return {term.id: Bill(term.price_cents, *came.get(term.id, (0, False))) for term in terms}


def still_due(membership: Membership | None, on: date) -> TermDue | None:
    """The first term of ``membership`` that is not fully paid; None when nothing is due on this day."""
    if membership is None:
        return None
    return next(iter(still_due_by_membership([membership], on).get(membership.id, [])), None)


def still_due_by_membership(memberships: Collection[Membership], on: date) -> dict[int, list[TermDue]]:
    """What is due of each of these memberships, by membership id, the oldest term first."""
    found = select(Term).join(Membership, Membership.id == Term.membership_id)
    hers = found.where(Membership.id.in_([one.id for one in memberships]), *_asks(on))
    terms = list(db.session.scalars(hers.order_by(Term.first_on, Term.id)))
    known = bills(terms) if terms else {}
    due: dict[int, list[TermDue]] = {}
    for term in terms:
        if known[term.id].due_cents:
            due.setdefault(term.membership_id, []).append(TermDue(term, known[term.id]))
    return due


def owes_dues(on: date) -> ColumnElement[bool]:
    """Whether the membership of that row still owes dues on this day, as SQL for lists."""
    unpaid = select(Term.id).where(Term.membership_id == Membership.id, *_asks(on), ~is_paid())
    return unpaid.correlate(Membership).exists()


def is_paid() -> ColumnElement[bool]:
    """Whether the dues of the term of that row are all in, or waived, in SQL."""
    came = select(PAID).where(Dues.term_id == Term.id).correlate(Term).scalar_subquery()
    waived = select(WAIVERS).where(Dues.term_id == Term.id).correlate(Term).scalar_subquery()
    return or_(Term.price_cents.is_(None), Term.price_cents <= came, waived > 0)


def _asks(on: date) -> tuple[ColumnElement[bool], ...]:
    """Whether a term asks for dues, in SQL: it is of the present run, not voided, not cut short by another
    level."""
    return (
        Term.voided_at.is_(None),
        Term.shortened_on.is_(None),
        Term.price_cents > 0,
        Term.first_on >= Membership.began_on,
        Membership.ended_at.is_(None),
        or_(Membership.grace_until.is_(None), Membership.grace_until >= on),
    )


def count_owing(on: date) -> int:
    """How many memberships owe dues on this day."""
    found = select(func.count()).select_from(Membership).where(owes_dues(on))
    return db.session.scalar(found) or 0
