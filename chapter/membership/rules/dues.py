"""Dues that staff record: each begins or renews a term. Rows of the books are only ever added."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from chapter import audit, db, money
from chapter.accounts import queries as accounts_queries
from chapter.audit import Actor
from chapter.levels.models import Level
from chapter.mail import rules as mail
from chapter.membership import emails, queries, words
from chapter.membership.models.dues import WAIVED, Dues
from chapter.membership.models.memberships import JOINED, Membership, Term
from chapter.membership.queries import balances
from chapter.membership.queries.balances import TermDue
from chapter.membership.rules import terms
from chapter.people.models import Person
from chapter.refusal import NeedsConfirmation, Refused
from chapter.settings import queries as settings


@dataclass(frozen=True)
class Payment:
    """A payment of dues as staff enter it: how much, how, on which day. ``nonce`` names the form that was
    sent; ``sure``: the amount was confirmed, though it is not what is due."""

    amount_cents: int
    method: str
    paid_on: date
    nonce: str
    note: str = ""
    sure: bool = False


def record(person: Person, level: Level, payment: Payment, *, by: Actor, now: datetime) -> Dues:
    """Record that ``person`` paid for ``level``: they join, renew, or begin anew; a mail says until when.

    While something is still due for a term of this level, what comes in belongs to that term, and renews
    nothing. The same form sent twice is one payment. Raises NeedsConfirmation when the amount is not what is
    due and ``payment.sure`` is not set; Refused as ``terms.join`` does, when dues are both waived and paid,
    and for a person in a bundle that another pays for.
    """
    known = db.first(select(Dues).where(Dues.nonce == payment.nonce))
    if known is not None:
        return known
    if payment.method == WAIVED and payment.amount_cents:
        raise Refused("Enter 0 for waived dues, or choose how they were paid.", "amount")
    person = db.lock(person)
    due = _still_due(person, level, now)
    _require_expected_amount(payment, level, due)
    if due is None:
        term = terms.join(person, level, on=payment.paid_on, by=by, now=now)
    else:
        term = _goes_on(due.term, payment, now)
    dues = _new_dues(term, payment, by, now)
    db.session.add(dues)
    audit.record("recorded dues", dues, by=by, now=now, after=_audit_values(dues))
    if due is None:
        notify_term_began(person, term, now=now)
    else:
        _thank(person, dues, term, now)
    return dues


def reverse(dues: Dues, *, why: str, by: Actor, now: datetime) -> Dues:
    """Reverse dues by a row of its own. The term is voided when nothing else was paid for it; otherwise this
    part is due again.

    Raises Refused for a reversal, for what was reversed already, and while a later term rests on it.
    """
    membership = terms.lock_membership(db.session.get_one(Membership, dues.membership_id))
    if dues.reverses_id is not None or _reversal_of(dues) is not None:
        raise Refused("These dues were already reversed.")
    term = db.session.get_one(Term, dues.term_id)
    ends = term.voided_at is None and not _others_stand(dues)
    held = queries.terms_of(membership)
    if ends and held and held[-1].id != term.id:
        raise Refused("A later term depends on these dues. First reverse the dues of that term.")
    back = Dues(
        membership_id=dues.membership_id, term_id=dues.term_id, payer_id=dues.payer_id,
        amount_cents=-dues.amount_cents, currency=dues.currency, method=dues.method,
        paid_on=queries.today(now), note=why, nonce=f"reverses-{dues.public_id}", recorded_at=now,
        recorded_by=by.person_id, reverses_id=dues.id,
    )  # fmt: skip
    db.session.add(back)
    audit.record("reversed dues", dues, by=by, now=now, before=_audit_values(dues), why=why)
    if ends:
        terms.void(membership, term, by=by, now=now)
    return back


def notify_term_began(person: Person, term: Term, *, now: datetime) -> None:
    """Mail ``person`` that they are a member now, or until when they are one."""
    if not person.email:
        return
    signs_in = accounts_queries.account_of(person) is not None
    first, due = term.why == JOINED, _due_for(term)
    if first:
        letter = emails.welcome(person, term, due, signs_in=signs_in)
    else:
        letter = emails.renewed(person, term, due)
    mail.queue(letter, to=(person.name, person.email), person_id=person.id, now=now)


def _thank(person: Person, dues: Dues, term: Term, now: datetime) -> None:
    if person.email and dues.amount_cents:
        letter = emails.dues_came(person, dues, term, _due_for(term))
        mail.queue(letter, to=(person.name, person.email), person_id=person.id, now=now)


def _due_for(term: Term) -> int:
    db.session.flush()
    return balances.bills([term])[term.id].due_cents


def _still_due(person: Person, level: Level, now: datetime) -> TermDue | None:
    """What the person still owes for this level; their membership is locked from here on."""
    enrollment = queries.enrollment_of(person.id)
    if enrollment is None:
        return None
    if enrollment.membership.payer_id != person.id:
        payer = enrollment.membership.payer.name
        raise Refused(
            f"{payer} pays for this membership. Record the dues there, or remove this person first."
        )
    due = balances.still_due(terms.lock_membership(enrollment.membership), queries.today(now))
    return (
        due if due and due.term.level_id == level.id and queries.open_departure(person.id) is None else None
    )


def _goes_on(term: Term, payment: Payment, now: datetime) -> Term:
    """Add a payment to the term that is paid in parts. Raises Refused for a day to come."""
    if payment.paid_on > queries.today(now):
        raise Refused(terms.NOT_YET, "paid_on")
    return term


def _require_expected_amount(payment: Payment, level: Level, due: TermDue | None) -> None:
    """Raises NeedsConfirmation for an amount that is not what is due, unless it was confirmed."""
    if payment.method == WAIVED:
        return
    expected = level.price_cents if due is None else due.cents
    rest = expected - payment.amount_cents
    if not rest:
        return
    if not payment.amount_cents:
        raise Refused("Enter the amount you received. To waive the dues, choose Waived.", "amount")
    if payment.sure:
        return
    currency = settings.current().currency
    asked = money.show(expected, currency)
    if due is None:
        asked = f"{level.name} costs {asked}"
    else:
        asked = f"{asked} is still due for the term {words.until(due.term.last_on)}"
    if rest > 0:
        raise NeedsConfirmation(
            f"{asked}. After this, {money.show(rest, currency)} will still be due. Is that right?", "amount"
        )
    raise NeedsConfirmation(f"{asked}. This is {money.show(-rest, currency)} more. Is that right?", "amount")


def _others_stand(dues: Dues) -> bool:
    """Whether another payment or a waiver of the same term is still valid."""
    back = aliased(Dues)
    reversed_ = select(back.reverses_id).where(back.term_id == dues.term_id, back.reverses_id.is_not(None))
    others = select(Dues.id).where(
        Dues.term_id == dues.term_id, Dues.id != dues.id, Dues.reverses_id.is_(None),
        Dues.id.not_in(reversed_),
    )  # fmt: skip
    return db.first(others) is not None


def _new_dues(term: Term, payment: Payment, by: Actor, now: datetime) -> Dues:
    return Dues(
        membership_id=term.membership.id, term_id=_numbered(term), payer_id=term.membership.payer_id,
        amount_cents=payment.amount_cents, currency=settings.current().currency, method=payment.method,
        paid_on=payment.paid_on, note=payment.note, nonce=payment.nonce, recorded_at=now,
        recorded_by=by.person_id,
    )  # fmt: skip


def _numbered(term: Term) -> int:
    db.session.flush()
    return term.id


def _audit_values(dues: Dues) -> dict[str, object]:
    return {"amount_cents": dues.amount_cents, "method": dues.method, "paid_on": dues.paid_on.isoformat()}


def _reversal_of(dues: Dues) -> Dues | None:
    return db.first(select(Dues).where(Dues.reverses_id == dues.id))
