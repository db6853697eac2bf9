"""What is told to many givers at once (see mail.tellings): statements of a year, what their gifts did."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from chapter import db
from chapter.audit import Actor
from chapter.giving import emails, words
from chapter.giving.models import Drive, Gift, News, Statement
from chapter.giving.rules import batches, telling
from chapter.mail import tellings
from chapter.mail.models import Telling
from chapter.mail.rules import Letter
from chapter.mail.tellings import HandedOver, Reader
from chapter.people.models import Person
from chapter.people.viewer import Viewer, treasurers


class ToGivers(HandedOver):
    """What is told to givers, by treasurers."""

    def keeps(self, viewer: Viewer, _telling: Telling) -> bool:
        """Whether she is a treasurer."""
        return treasurers.includes(viewer)


class Statements(ToGivers):
    """The statements of a year."""

    name, mail = telling.STATEMENTS, "giving.statement"

    def said(self, said: Telling) -> str:
        """Which year."""
        return f"Statements of {said.words['year']}"

    def readers(self, said: Telling) -> Sequence[Reader]:
        """Each giver of the year who has none yet."""
        found = telling.without_a_statement(said.words["year"])
        return [Reader(one.id, one.name, one.email, one.id) for one in db.session.scalars(found)]

    def sample(self, said: Telling, reader: Reader) -> Letter:
        """Hers."""
        person = db.session.get_one(Person, reader.id)
        return emails.statement(Statement(person=person, person_id=person.id, year=said.words["year"]))

    def home(self, _telling: Telling) -> str:
        """The page of givers."""
        return url_for("giving_office.givers")

    def begin(self, said: Telling, now: datetime) -> None:
        """Ask for them; a job mails some each minute."""
        people = [one.id for one in tellings.sorted_out(self.readers(said), self.mail).to]
        said.told = telling.ask_for(people, said.words["year"], by=said.opened_by, now=now)


class WhatGiftsDid(ToGivers):
    """What the gifts to a drive did."""

    name = mail = telling.NEWS

    def drive(self, said: Telling) -> Drive:
        """The drive."""
        return db.session.get_one(Drive, said.record_id)

    def said(self, said: Telling) -> str:
        """Of which drive."""
        return f"What gifts to {self.drive(said).title} did"

    def readers(self, said: Telling) -> Sequence[Reader]:
        """Each email once."""
        gifts = telling.to_be_told(self.drive(said))
        return [Reader(gift.id, gift.name, gift.email, gift.person_id) for gift in gifts]

    def sample(self, said: Telling, reader: Reader) -> Letter:
        """For one gift."""
        drive, words, signed = self.drive(said), said.words["words"], said.words["signed"]
        return emails.news(db.session.get_one(Gift, reader.id), News(drive=drive, words=words, signed=signed))

    def home(self, said: Telling) -> str:
        """Its page."""
        return url_for("giving_office.did", slug=self.drive(said).slug)

    def begin(self, said: Telling, now: datetime) -> None:
        """Write it down; a job mails some each minute."""
        drive, words, signed = self.drive(said), said.words["words"], said.words["signed"]
        telling.write_news(drive, words, signed, by=said.opened_by, now=now)
        said.told = tellings.many(said)


class Receipts(ToGivers):
    """The receipts of a list of gifts; they are in the outbox already, due when the hold is over."""

    name, mail = batches.RECEIPTS, "giving.receipt"

    def said(self, said: Telling) -> str:
        """To which drive."""
        return f"Receipts for gifts to {db.session.get_one(Drive, said.record_id).title}"

    def readers(self, said: Telling) -> Sequence[Reader]:
        """Their givers."""
        return [Reader(one.id, one.name, one.email, one.person_id) for one in batches.to_be_told(said)]

    def sample(self, said: Telling, reader: Reader) -> Letter:
        """As it waits."""
        waits = batches.receipt_of(db.session.get_one(Gift, reader.id))
        if waits is None:
            return Letter(self.mail, "A receipt that has left", "")
        places = {name: (made[0], made[1]) for name, made in waits.places.items()}
        return Letter(waits.kind, waits.subject, waits.text, places)

    def home(self, _telling: Telling) -> str:
        """The list of gifts."""
        return url_for("giving_office.gifts")

    def begin(self, said: Telling, now: datetime) -> None:
        """They leave by themselves."""
        said.told = tellings.many(said)

    def hurried(self, said: Telling, now: datetime) -> None:
        """They are due now."""
        batches.hurry(said, now)

    def put_back(self, said: Telling, *, by: Actor, now: datetime) -> str:
        """No receipt leaves, and a job voids the gifts."""
        many = batches.stop(said, now)
        return f"{words.many(many, 'gift is', 'gifts are')} being voided."


KINDS = (Statements(), WhatGiftsDid(), Receipts())
