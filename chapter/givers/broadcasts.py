"""Broadcasts to givers (broadcasts.kinds): the statements of a year, what their gifts did."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from chapter import db
from chapter.accounts.viewer import Viewer, treasurers
from chapter.broadcasts.kinds import BroadcastKind, Recipient, RecipientRows
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rolling import DueMail, RollingKind
from chapter.givers import emails
from chapter.givers.models import Statement
from chapter.givers.rules import cards, drive_news, statement_requests
from chapter.giving.models import Drive, Gift
from chapter.mail.rules import Letter
from chapter.people.models import Person
from chapter.people.queries import people_of


class GiverBroadcast(BroadcastKind):
    """A broadcast to givers, managed by treasurers."""

    batch_size = 25

    def may_manage(self, viewer: Viewer, _telling: Broadcast) -> bool:
        """Whether ``viewer`` is a treasurer."""
        return treasurers.includes(viewer)


class StatementsBroadcast(GiverBroadcast):
    """The broadcast of a year's statements."""

    name, mail = statement_requests.STATEMENTS, "giving.statement"

    def title(self, said: Broadcast) -> str:
        """The title, with the year."""
        return f"Year-end statements for {said.payload['year']}"

    def recipients(self, said: Broadcast) -> RecipientRows:
        """Each giver of the year who has no statement of it yet; or the ``people`` who wait for theirs."""
        people, year = said.payload.get("people"), said.payload["year"]
        found = people_of(people) if people else statement_requests.givers_without_statement(year)
        return found.with_only_columns(Person.id, Person.name, Person.email, Person.id)

    def on_batch(self, said: Broadcast, readers: Sequence[Recipient], now: datetime) -> None:
        """Record their statements, which the links in the letters open."""
        people, year = [one.id for one in readers], said.payload["year"]
        statement_requests.record_statements(people, year, by=said.opened_by, now=now)

    def letters(self, said: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """The statement's mail to each of ``readers``."""
        ids, year = [one.id for one in readers], said.payload["year"]
        known = statement_requests.statements_of(ids, year)
        return [emails.statement(known.get(number) or _not_recorded(number, year)) for number in ids]

    def page_url(self, _telling: Broadcast) -> str:
        """The URL of the page of givers."""
        return url_for("givers_office.givers")


class DriveNewsBroadcast(GiverBroadcast):
    """The broadcast of what the gifts to a drive did: people who share an email get it once."""

    name = mail = drive_news.DRIVE_NEWS
    one_per_address = True

    def drive(self, said: Broadcast) -> Drive:
        """The drive that the broadcast is about."""
        return db.session.get_one(Drive, said.record_id)

    def title(self, said: Broadcast) -> str:
        """The title, with the drive."""
        return f"Update for givers: {self.drive(said).title}"

    def recipients(self, said: Broadcast) -> RecipientRows:
        """The givers to the drive."""
        return drive_news.givers_to_tell(said.record_id)

    def letters(self, said: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """The mail to the giver of each gift."""
        words, signed = said.payload["words"], said.payload["signed"]
        gifts = gifts_by_id(readers)
        return [emails.news(gifts[one.id], words, signed) for one in readers]

    def page_url(self, said: Broadcast) -> str:
        """The URL of the page where the news of the drive is written."""
        return url_for("givers_office.drive_news", slug=self.drive(said).slug)


def gifts_by_id(readers: Sequence[Recipient]) -> dict[int, Gift]:
    """The gifts of these recipients."""
    theirs = select(Gift).where(Gift.id.in_([one.id for one in readers]))
    return {gift.id: gift for gift in db.session.scalars(theirs)}


def _not_recorded(person_id: int, year: int) -> Statement:
    """A statement for the preview."""
    return Statement(person=db.session.get_one(Person, person_id), person_id=person_id, year=year)


class SentCards(RollingKind):
    """Tells givers that their tribute card was sent."""

    name = "giving.card_left"

    def due(self, now: datetime) -> Iterable[DueMail]:
        """The givers of the next cards."""
        return cards.reports_due(now)


ROLLING = (SentCards(),)
KINDS = (StatementsBroadcast(), DriveNewsBroadcast())
