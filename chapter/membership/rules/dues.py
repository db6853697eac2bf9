"""Dues that staff record: each begins or renews a term. The books are only added to."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.membership import emails, queries
from chapter.membership.models import JOINED, Dues, Level, Membership, Term
from chapter.membership.rules import terms
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.settings import queries as settings

WAIVED = "waived"


@dataclass(frozen=True)
class Payment:
    """What staff write down: how much, how, on which day. ``nonce`` names the one form that was sent."""

    amount_cents: int
    method: str
    paid_on: date
    nonce: str
    note: str = ""


def record(person: Person, level: Level, payment: Payment, *, by: Actor, now: datetime) -> Dues:
    """Record that ``person`` paid for ``level``: she joins, renews, or begins anew; a mail says until when.

    The same form sent twice is one payment. Raises Refused as ``terms.join`` does, when dues are waived and
    yet paid, and for one who belongs to a bundle that another pays for.
    """
    known = db.first(select(Dues).where(Dues.nonce == payment.nonce))
    if known is not None:
        return known
    if payment.method == WAIVED and payment.amount_cents:
        raise Refused("Waived dues are none: write 0, or choose how they were paid.", "amount")
    place = queries.place_of(person.id)
    if place is not None and place.membership.payer_id != person.id:
        payer = place.membership.payer.name
        raise Refused(f"{payer} pays for all of them. Record it with her, or take her out first.")
    term = terms.join(person, level, on=payment.paid_on, by=by, now=now)
    dues = _row(term, payment, by, now)
    db.session.add(dues)
    audit.record("recorded dues", dues, by=by, now=now, after=_told(dues))
    tell(person, term, now=now)
    return dues


def reverse(dues: Dues, *, why: str, by: Actor, now: datetime) -> Dues:
    """Take dues back by a row of its own; the term that they paid for holds no more.

    Raises Refused for a reversal, for what was reversed already, and while a later term rests on it.
    """
    membership = terms.hold(db.session.get_one(Membership, dues.membership_id))
    if dues.reverses_id is not None or _reversal_of(dues) is not None:
        raise Refused("This has been reversed already.")
    term = db.session.get_one(Term, dues.term_id)
    held = queries.terms_of(membership)
    if term.voided_at is None and held and held[-1].id != term.id:
        raise Refused("A later term rests on it. Reverse that one first.")
    back = Dues(
        membership_id=dues.membership_id, term_id=dues.term_id, payer_id=dues.payer_id,
        amount_cents=-dues.amount_cents, currency=dues.currency, method=dues.method,
        paid_on=queries.today(now), note=why, nonce=f"reverses-{dues.public_id}", recorded_at=now,
        recorded_by=by.person_id, reverses_id=dues.id,
    )  # fmt: skip
    db.session.add(back)
    audit.record("reversed dues", dues, by=by, now=now, before=_told(dues), why=why)
    if term.voided_at is None:
        terms.void(membership, term, by=by, now=now)
    return back


def tell(person: Person, term: Term, *, now: datetime) -> None:
    """Mail ``person`` that she is a member now, or until when she is one."""
    if not person.email:
        return
    signs_in = people.account_for(person) is not None
    first = term.why == JOINED
    letter = emails.welcome(person, term, signs_in=signs_in) if first else emails.renewed(person, term)
    mail.queue(letter, to=(person.name, person.email), person_id=person.id, now=now)


def _row(term: Term, payment: Payment, by: Actor, now: datetime) -> Dues:
    return Dues(
        membership_id=term.membership.id, term_id=_numbered(term), payer_id=term.membership.payer_id,
        amount_cents=payment.amount_cents, currency=settings.current().currency, method=payment.method,
        paid_on=payment.paid_on, note=payment.note, nonce=payment.nonce, recorded_at=now,
        recorded_by=by.person_id,
    )  # fmt: skip


def _numbered(term: Term) -> int:
    db.session.flush()
    return term.id


def _told(dues: Dues) -> dict[str, object]:
    return {"amount_cents": dues.amount_cents, "method": dues.method, "paid_on": dues.paid_on.isoformat()}


def _reversal_of(dues: Dues) -> Dues | None:
    return db.first(select(Dues).where(Dues.reverses_id == dues.id))
