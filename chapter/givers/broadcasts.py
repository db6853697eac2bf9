"""Broadcasts to givers (broadcasts.kinds): the statements of a year, what their gifts did."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from chapter import db
from chapter.accounts.viewer import Viewer, treasurers
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import QueuedBroadcastKind, Recipient
from chapter.broadcasts.models import Broadcast
from chapter.givers import emails
from chapter.givers.models import DriveNews, Statement
from chapter.givers.rules import drive_news, statement_requests
from chapter.giving.models import Drive, Gift
from chapter.mail.rules import Letter
from chapter.people.models import Person


class GiverBroadcast(QueuedBroadcastKind):
    """A broadcast to givers, managed by treasurers."""

    def may_manage(self, viewer: Viewer, _telling: Broadcast) -> bool:
        """Whether ``viewer`` is a treasurer."""
        return treasurers.includes(viewer)


class StatementsBroadcast(GiverBroadcast):
    """The broadcast of a year's statements."""

    name, mail = statement_requests.STATEMENTS, "giving.statement"

    def title(self, said: Broadcast) -> str:
        """The title, with the year."""
        return f"Statements of {said.words['year']}"

    def recipients(self, said: Broadcast) -> Sequence[Recipient]:
        """Each giver of the year who has no statement of it yet."""
        found = statement_requests.givers_without_statement(said.words["year"])
        return [Recipient(one.id, one.name, one.email, one.id) for one in db.session.scalars(found)]

    def sample(self, said: Broadcast, reader: Recipient) -> Letter:
        """The statement's mail as ``reader`` gets it."""
        person = db.session.get_one(Person, reader.id)
        return emails.statement(Statement(person=person, person_id=person.id, year=said.words["year"]))

    def page_url(self, _telling: Broadcast) -> str:
        """The URL of the page of givers."""
        return url_for("givers_office.givers")

    def on_begin(self, said: Broadcast, now: datetime) -> None:
        """Request the statements; a job mails some each minute."""
        people = [one.id for one in kinds.sort_recipients(self.recipients(said), self.mail).to]
        said.told = statement_requests.record_requests(people, said.words["year"], by=said.opened_by, now=now)


class DriveNewsBroadcast(GiverBroadcast):
    """The broadcast of what the gifts to a drive did."""

    name = mail = drive_news.DRIVE_NEWS

    def drive(self, said: Broadcast) -> Drive:
        """The drive that the broadcast is about."""
        return db.session.get_one(Drive, said.record_id)

    def title(self, said: Broadcast) -> str:
        """The title, with the drive."""
        return f"What gifts to {self.drive(said).title} did"

    def recipients(self, said: Broadcast) -> Sequence[Recipient]:
        """The givers to the drive, each email once."""
        gifts = drive_news.gifts_to_tell(self.drive(said))
        return [Recipient(gift.id, gift.name, gift.email, gift.person_id) for gift in gifts]

    def sample(self, said: Broadcast, reader: Recipient) -> Letter:
        """The mail as the giver of one gift gets it."""
        drive, words, signed = self.drive(said), said.words["words"], said.words["signed"]
        return emails.news(
            db.session.get_one(Gift, reader.id), DriveNews(drive=drive, words=words, signed=signed)
        )

    def page_url(self, said: Broadcast) -> str:
        """The URL of the page where the news of the drive is written."""
        return url_for("givers_office.drive_news", slug=self.drive(said).slug)

    def on_begin(self, said: Broadcast, now: datetime) -> None:
        """Store the news; a job mails some each minute."""
        drive, words, signed = self.drive(said), said.words["words"], said.words["signed"]
        drive_news.write_news(drive, words, signed, by=said.opened_by, now=now)
        said.told = kinds.count_recipients(said)


KINDS = (StatementsBroadcast(), DriveNewsBroadcast())
