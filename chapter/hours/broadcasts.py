"""The broadcast about hours: the letters of a year."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from chapter import db
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import QueuedBroadcastKind, Recipient
from chapter.broadcasts.models import Broadcast
from chapter.hours.models.thanks import YEAR, Thanks
from chapter.hours.rules import thanks
from chapter.mail.rules import Letter
from chapter.people.models import Person
from chapter.shifts.broadcasts import HelperBroadcast


class LettersOfYearBroadcast(QueuedBroadcastKind, HelperBroadcast):
    """Mails the letter of a year to everybody whose hours counted in it."""

    name, mail = thanks.LETTERS, "volunteering.thanks_year"

    def title(self, said: Broadcast) -> str:
        """The title, with the year."""
        return f"Letters of {said.words['year']}"

    def recipients(self, said: Broadcast) -> Sequence[Recipient]:
        """Everybody whose hours counted in that year and who has no letter of it yet."""
        found = thanks.people_without_letter(said.words["year"])
        return [Recipient(one.id, one.name, one.email, one.id) for one in db.session.scalars(found)]

    def sample(self, said: Broadcast, reader: Recipient) -> Letter:
        """The letter that one reader would get."""
        person = db.session.get_one(Person, reader.id)
        hers = Thanks(
            person=person, person_id=person.id, kind=YEAR, number=said.words["year"], words="", signed=""
        )
        return thanks.letter(hers)

    def page_url(self, _telling: Broadcast) -> str:
        """The office's page of thanks."""
        return url_for("hours_office.thanks")

    def on_begin(self, said: Broadcast, now: datetime) -> None:
        """Note the letters to be mailed; a job mails some each minute."""
        people = [one.id for one in kinds.sort_recipients(self.recipients(said), self.mail).to]
        said.told = thanks.note_letters(people, said.words["year"], by=said.opened_by, now=now)


KINDS = (LettersOfYearBroadcast(),)
