"""Erasing somebody by what the declarations say, without a page."""

from collections.abc import Collection
from datetime import datetime

from chapter.people.models import Person
from chapter.personal_data import erasure
from chapter.personal_data.subjects import Subject
from tests.factories import GUEST, TODAY


def erase_people(*people: Person, bookings: Collection[int] = (), now: datetime = TODAY) -> None:
    """Erase these people, and these bookings (by their ids); call it in ``writing()``."""
    subject = Subject(key="", person_ids=[one.id for one in people], booking_ids=bookings)
    erasure.erase(subject, by=GUEST, now=now)
