"""What is told to many at once about arrivals (see mail.tellings): that they are asked to meet a guest."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from chapter.audit import Actor
from chapter.events.settled import is_settled
from chapter.events.tellings import OfEvent
from chapter.hello import company_letters
from chapter.hello.rules import pairing_up
from chapter.hello.rules.resting import ASKED
from chapter.mail.models import Telling
from chapter.mail.rules import Letter
from chapter.mail.tellings import Reader


class Asked(OfEvent):
    """Would they meet a guest?"""

    name = mail = ASKED

    def said(self, telling: Telling) -> str:
        """At which event."""
        return f"Asked to meet a guest: {self.event(telling).title}"

    def readers(self, telling: Telling) -> Sequence[Reader]:
        """Those who have not answered."""
        found = pairing_up.asked_with(telling)
        return [Reader(one.id, one.person.name, one.person.email, one.person_id) for one in found]

    def waits(self, telling: Telling) -> bool:
        """While it may be undone that the event was moved or canceled: the letter says when it is."""
        return not is_settled(self.event(telling))

    def letters(self, telling: Telling, readers: Sequence[Reader]) -> Sequence[Letter]:
        """Each about one guest."""
        by_id = {one.id: one for one in pairing_up.asked_with(telling)}
        return [company_letters.asked(by_id[reader.id]) for reader in readers]

    def home(self, telling: Telling) -> str:
        """The page of greeters and guests."""
        return url_for("arrivals_office.show", slug=self.event(telling).slug)

    def moot(self, telling: Telling, now: datetime) -> bool:
        """Whether the event does not take place, or has begun."""
        event = self.event(telling)
        return event.cancelled_at is not None or now >= event.starts_at

    def dropped(self, telling: Telling, _now: datetime) -> str:
        """Whoever was not written to was not asked."""
        left = pairing_up.ask_nobody(telling)
        why = "was canceled" if self.event(telling).cancelled_at is not None else "began"
        return (
            f"{self.event(telling).title} {why} before these emails left, so they were not sent."
            if left
            else ""
        )

    def put_back(self, telling: Telling, *, by: Actor, now: datetime) -> str:
        """Nobody was asked."""
        pairing_up.ask_nobody(telling)
        return ""


KINDS = (Asked(),)
