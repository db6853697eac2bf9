"""Mails about hours to many: the letters of a year, thanks at a milestone."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import url_for

from chapter import db
from chapter.broadcasts.kinds import Recipient, RecipientRows
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rolling import DueMail, RollingKind
from chapter.hours.models.thanks import YEAR, Thanks
from chapter.hours.rules import thanks
from chapter.mail.rules import Letter
from chapter.people.models import Person
from chapter.people.queries import people_of
from chapter.shifts.broadcasts import HelperBroadcast


class LettersOfYearBroadcast(HelperBroadcast):
    """Mails the letter of a year to everybody whose hours counted in it."""

    batch_size = 25
    name, mail = thanks.LETTERS, "volunteering.thanks_year"

    def title(self, said: Broadcast) -> str:
        """The title, with the year."""
        return f"Letters for {said.payload['year']}"

    def recipients(self, said: Broadcast) -> RecipientRows:
        """Everybody whose hours counted in that year and who has no letter of it yet; or the ``people`` who
        wait for theirs."""
        people, year = said.payload.get("people"), said.payload["year"]
        found = people_of(people) if people else thanks.people_without_letter(year)
        return found.with_only_columns(Person.id, Person.name, Person.email, Person.id)

    def on_batch(self, said: Broadcast, readers: Sequence[Recipient], now: datetime) -> None:
        """Record their letters, which are made from that when they are sent."""
        people, year = [one.id for one in readers], said.payload["year"]
        thanks.record_letters(people, year, by=said.opened_by, now=now)

    def letters(self, said: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """The letter to each of ``readers``."""
        ids, year = [one.id for one in readers], said.payload["year"]
        known = thanks.letters_of(ids, year)
        return [thanks.letter(known.get(number) or _not_recorded(number, year)) for number in ids]

    def page_url(self, _telling: Broadcast) -> str:
        """The office's page of thanks."""
        return url_for("hours_office.thanks")


def _not_recorded(person_id: int, year: int) -> Thanks:
    """A letter for the preview."""
    person = db.session.get_one(Person, person_id)
    return Thanks(person=person, person_id=person_id, kind=YEAR, number=year, words="", signed="")


class Milestones(RollingKind):
    """Thanks at a number of hours."""

    name = "volunteering.thanks_milestone"
    batch_size = 25

    def due(self, now: datetime) -> Iterable[DueMail]:
        """To those who passed one."""
        return thanks.milestones_due(now)


KINDS = (LettersOfYearBroadcast(),)
ROLLING = (Milestones(),)
