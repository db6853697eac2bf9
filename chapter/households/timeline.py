"""What a person's timeline tells of memberships, dues and departures."""

from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from chapter import money
from chapter.membership import words
from chapter.membership.models.departures import Departure
from chapter.membership.models.dues import METHODS, Dues
from chapter.membership.models.memberships import TERM_REASONS, Enrollment, Term
from chapter.membership.status import STATUSES
from chapter.people.timeline_sources import TimelineEntry, TimelineKind, TimelineQuery, TimelineSource

MEMBERSHIP = TimelineKind("membership", "Membership and dues", 20)


def _membership(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    hers = select(Enrollment.membership_id).where(Enrollment.person_id == asked.person.id)
    terms = select(Term).options(joinedload(Term.level)).where(Term.membership_id.in_(hers))
    for term in asked.latest(terms, Term.made_at):
        until = words.until(term.last_on) + ("; undone since" if term.voided_at else "")
        yield TimelineEntry(term.made_at, f"{TERM_REASONS[term.why]}: {term.level.name}", until)
    dues = select(Dues).where(or_(Dues.membership_id.in_(hers), Dues.payer_id == asked.person.id))
    for paid in asked.latest(dues, Dues.recorded_at):
        amount = money.show(abs(paid.amount_cents), paid.currency)
        came = "Paid dues" if paid.payer_id == asked.person.id else "Dues paid by someone else"
        said = f"{'Dues reversed' if paid.reverses_id else came}: {amount}"
        yield TimelineEntry(paid.recorded_at, said, METHODS[paid.method])
    left = select(Departure).where(Departure.person_id == asked.person.id)
    for one in asked.latest(left, Departure.noted_at):
        yield TimelineEntry(one.noted_at, STATUSES[one.kind], one.why)


SOURCES = (TimelineSource(MEMBERSHIP, _membership, tells=(Dues,)),)
