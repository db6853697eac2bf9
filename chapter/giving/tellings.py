"""What is told to many givers at once (broadcasts.kinds): statements of a year, what their gifts did."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from chapter import db
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import QueuedBroadcastKind, Recipient
from chapter.broadcasts.models import Broadcast
from chapter.giving import emails, words
from chapter.giving.models import Drive, Gift, News, Statement
from chapter.giving.rules import batches, telling
from chapter.mail.rules import Letter
from chapter.people.models import Person
from chapter.people.viewer import Viewer, treasurers


class ToGivers(QueuedBroadcastKind):
    """What is told to givers, by treasurers."""

    def may_manage(self, viewer: Viewer, _telling: Broadcast) -> bool:
        """Whether she is a treasurer."""
        return treasurers.includes(viewer)


class Statements(ToGivers):
    """The statements of a year."""

    name, mail = telling.STATEMENTS, "giving.statement"

    def title(self, said: Broadcast) -> str:
        """Which year."""
        return f"Statements of {said.words['year']}"

    def recipients(self, said: Broadcast) -> Sequence[Recipient]:
        """Each giver of the year who has none yet."""
        found = telling.without_a_statement(said.words["year"])
        return [Recipient(one.id, one.name, one.email, one.id) for one in db.session.scalars(found)]

    def sample(self, said: Broadcast, reader: Recipient) -> Letter:
        """Hers."""
        person = db.session.get_one(Person, reader.id)
        return emails.statement(Statement(person=person, person_id=person.id, year=said.words["year"]))

    def page_url(self, _telling: Broadcast) -> str:
        """The page of givers."""
        return url_for("giving_office.givers")

    def on_begin(self, said: Broadcast, now: datetime) -> None:
        """Ask for them; a job mails some each minute."""
        people = [one.id for one in kinds.sort_recipients(self.recipients(said), self.mail).to]
        said.told = telling.ask_for(people, said.words["year"], by=said.opened_by, now=now)


class WhatGiftsDid(ToGivers):
    """What the gifts to a drive did."""

    name = mail = telling.NEWS

    def drive(self, said: Broadcast) -> Drive:
        """The drive."""
        return db.session.get_one(Drive, said.record_id)

    def title(self, said: Broadcast) -> str:
        """Of which drive."""
        return f"What gifts to {self.drive(said).title} did"

    def recipients(self, said: Broadcast) -> Sequence[Recipient]:
        """Each email once."""
        gifts = telling.to_be_told(self.drive(said))
        return [Recipient(gift.id, gift.name, gift.email, gift.person_id) for gift in gifts]

    def sample(self, said: Broadcast, reader: Recipient) -> Letter:
        """For one gift."""
        drive, words, signed = self.drive(said), said.words["words"], said.words["signed"]
        return emails.news(db.session.get_one(Gift, reader.id), News(drive=drive, words=words, signed=signed))

    def page_url(self, said: Broadcast) -> str:
        """Its page."""
        return url_for("giving_office.did", slug=self.drive(said).slug)

    def on_begin(self, said: Broadcast, now: datetime) -> None:
        """Write it down; a job mails some each minute."""
        drive, words, signed = self.drive(said), said.words["words"], said.words["signed"]
        telling.write_news(drive, words, signed, by=said.opened_by, now=now)
        said.told = kinds.count_recipients(said)


class Receipts(ToGivers):
    """The receipts of a list of gifts; they are in the outbox already, due when the hold is over."""

    name, mail = batches.RECEIPTS, "giving.receipt"

    def title(self, said: Broadcast) -> str:
        """To which drive."""
        return f"Receipts for gifts to {db.session.get_one(Drive, said.record_id).title}"

    def recipients(self, said: Broadcast) -> Sequence[Recipient]:
        """Their givers."""
        return [Recipient(one.id, one.name, one.email, one.person_id) for one in batches.to_be_told(said)]

    def sample(self, said: Broadcast, reader: Recipient) -> Letter:
        """As it waits."""
        waits = batches.receipt_of(db.session.get_one(Gift, reader.id))
        if waits is None:
            return Letter(self.mail, "A receipt that has left", "")
        places = {name: (made[0], made[1]) for name, made in waits.places.items()}
        return Letter(waits.kind, waits.subject, waits.text, places)

    def page_url(self, _telling: Broadcast) -> str:
        """The list of gifts."""
        return url_for("giving_office.gifts")

    def on_begin(self, said: Broadcast, now: datetime) -> None:
        """They leave by themselves."""
        said.told = kinds.count_recipients(said)

    def on_send_now(self, said: Broadcast, now: datetime) -> None:
        """They are due now."""
        batches.hurry(said, now)

    def revert(self, said: Broadcast, *, by: Actor, now: datetime) -> str:
        """No receipt leaves, and a job voids the gifts."""
        many = batches.stop(said, now)
        return f"{words.many(many, 'gift is', 'gifts are')} being voided."


KINDS = (Statements(), WhatGiftsDid(), Receipts())
