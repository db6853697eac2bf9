"""Batches: many gifts at once, with their sum as counted by the operator."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from chapter import money
from chapter.audit import Actor
from chapter.giving.models import Drive
from chapter.offline_gifts.rules.entry import (
    OfflineInput,
    check_day,
    gift_by_nonce,
    likely_givers,
    record_gift,
)
from chapter.people.models import Person
from chapter.refusal import Refused


@dataclass(frozen=True)
class Batch:
    """Many gifts to one drive that came in one way on one day, with their sum as counted by the operator."""

    gifts: Sequence[OfflineInput]
    control_cents: int
    method: str
    received_on: date

    def number(self, drive: Drive, place: int) -> str:
        """The nonce of one gift: a hash of the batch's data, the gift and its position. So the same list sent
        again, by whichever form, resumes where it stopped, and enters nothing twice."""
        came = self.gifts[place]
        what = (came.cents, came.name, came.email, came.thing, came.anonymous, came.fund_id, came.tribute)
        told = (drive.id, self.method, self.received_on, self.control_cents, place, *what)
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def mark(self, drive: Drive) -> str:
        """The fingerprint of the whole list: only the list that was reviewed is entered."""
        numbers = [self.number(drive, place) for place in range(len(self.gifts))]
        return hashlib.sha256(" ".join(numbers).encode()).hexdigest()[:32]

    def first_like(self, place: int) -> int:
        """The first position with the same name and email."""
        same = self.gifts[place].name, self.gifts[place].email
        return next(n for n, came in enumerate(self.gifts) if (came.name, came.email) == same)


def check_batch(drive: Drive, batch: Batch, *, now: datetime) -> None:
    """Raises Refused when the sum of the lines is not what was counted, a line has no amount, or the day is
    still to come: then none of them is entered."""
    total = sum(came.cents for came in batch.gifts)
    if total != batch.control_cents:
        listed, counted = money.show(total, drive.currency), money.show(batch.control_cents, drive.currency)
        raise Refused(
            f"The lines add up to {listed}, but you counted {counted}. Nothing was entered.", "control"
        )
    if any(came.cents <= 0 for came in batch.gifts):
        raise Refused("A line has no amount. Nothing was entered.", "rows")
    check_day(batch.received_on, now)


def unclear_givers(drive: Drive, batch: Batch) -> Mapping[int, list[Person]]:
    """The known people who may have given each gift, by position, where that is not clear and the gift was
    not entered before. A name that occurs twice is asked about once, at its first position."""
    firsts = (place for place in range(len(batch.gifts)) if batch.first_like(place) == place)
    found = {
        place: likely_givers(batch.gifts[place].name, batch.gifts[place].email)
        for place in firsts
        if gift_by_nonce(batch.number(drive, place)) is None
    }
    return {place: alike for place, alike in found.items() if alike}


def record_batch_gift(
    drive: Drive, batch: Batch, place: int, *, by: Actor, now: datetime, giver_id: int | None = None
) -> bool:
    """Enter the gift at position ``place`` of a batch that was checked; returns whether it is new. Each gift
    is a transaction of its own, so that nobody waits while a long list is entered. ``giver_id`` as in
    OfflineInput; a name that occurs twice is one person."""
    number, came = batch.number(drive, place), batch.gifts[place]
    if gift_by_nonce(number) is not None:
        return False
    before = gift_by_nonce(batch.number(drive, batch.first_like(place)))
    if before is not None:
        giver_id = before.person_id
    record_gift(
        drive, replace(came, giver_id=giver_id), method=batch.method, received_on=batch.received_on,
        nonce=number, by=by, now=now,
    )  # fmt: skip
    return True
