"""What a person's timeline tells of gifts, to whoever may open a gift."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import money
from chapter.giving import gift_amounts
from chapter.giving.models import Gift
from chapter.people.timeline_sources import TimelineEntry, TimelineKind, TimelineQuery, TimelineSource

GIVING = TimelineKind("giving", "Gifts", 30)


def _gifts(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    paid = select(Gift).options(joinedload(Gift.drive)).where(Gift.person_id == asked.person.id)
    gifts = asked.latest(paid.where(Gift.paid_at.is_not(None)), Gift.paid_at)
    amounts = gift_amounts.amounts_by_gift(gifts)
    for gift in gifts:
        came = amounts.get(gift.public_id) or gift_amounts.GiftAmounts(gift.drive.currency)
        what = money.show(came.cents, came.currency) if came.cents else came.described or "something"
        voided = "later voided" if gift.voided_at else ""
        why = "; ".join(filter(None, (came.method, came.returned_in_words, voided)))
        yield TimelineEntry(gift.paid_at, f"Gave {what}: {gift.drive.title}", why)


SOURCES = (TimelineSource(GIVING, _gifts, "givers_office.gift", (Gift,)),)
