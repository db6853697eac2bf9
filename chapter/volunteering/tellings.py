"""What is told to many helpers at once (see mail.tellings): shifts that moved or are off, letters of a."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.audit import Actor
from chapter.events.models import Event
from chapter.mail import tellings
from chapter.mail.models import Telling
from chapter.mail.moves import Move, told_meanwhile
from chapter.mail.rules import Letter
from chapter.mail.tellings import HandedOver, Kind, Reader
from chapter.people.models import Person
from chapter.people.viewer import Viewer
from chapter.volunteering import emails
from chapter.volunteering.circles import volunteer_leads
from chapter.volunteering.models import Opportunity, Shift, Signup
from chapter.volunteering.models.thanks import YEAR, Thanks
from chapter.volunteering.rules import calling_off, making, moves, telling, thanking


class ToHelpers(Kind):
    """What is told to helpers, by those who lead volunteers."""

    def keeps(self, viewer: Viewer, _telling: Telling) -> bool:
        """Whether she leads volunteers."""
        return volunteer_leads.includes(viewer)


class Moved(ToHelpers, Move):
    """Another time or place of one shift."""

    name = mail = moves.MOVED

    def shift(self, said: Telling) -> Shift:
        """The shift."""
        return db.session.get_one(Shift, said.record_id)

    def said(self, said: Telling) -> str:
        """Which shift it is."""
        return f"New time or place: {self.shift(said).title}"

    def readers(self, said: Telling) -> Sequence[Reader]:
        """Those who take it, and those who stand by; who came after it had moved knows it as it is."""
        known = ("", self.stands(said))
        return [one for one in self.everybody(said) if tellings.was_known(said.words, one) not in known]

    def stands(self, said: Telling) -> str:
        """When and where it is."""
        return telling.when_and_where(self.shift(said))

    def everybody(self, said: Telling) -> Sequence[Reader]:
        """Those who take it, and those who stand by."""
        shift = self.shift(said)
        return moves.readers([shift]).get(shift.id, [])

    def letters_from(
        self, said: Telling, readers: Sequence[Reader], was: Mapping[int, str]
    ) -> Sequence[Letter]:
        """With a new calendar file."""
        return [emails.moved(signup, was[signup.id]) for signup in _signups(readers)]

    def home(self, said: Telling) -> str:
        """Its page."""
        return url_for("volunteering_office.shift", public_id=self.shift(said).public_id)

    def begins(self, said: Telling) -> datetime | None:
        """When it begins, or was to begin: whichever comes first of what is ahead."""
        began, begins = datetime.fromisoformat(said.words["was_began"]), self.shift(said).starts_at
        return min((at for at in (began, begins) if at > said.opened_at), default=begins)

    def waits(self, said: Telling) -> bool:
        """While it is called off, and that may be undone."""
        return calling_off.may_be_on_again(self.shift(said))

    def moot(self, said: Telling, _now: datetime) -> bool:
        """Whether it is when and where it was, or does not take place."""
        shift = self.shift(said)
        return shift.cancelled_at is not None or self.stands(said) == said.words["was"]

    def quiet(self, said: Telling, now: datetime) -> None:
        """Reminders are due as if nothing had been; who took it in between is told."""
        moves.not_moved(self.shift(said), said)
        self.correct(said, self.stands(said), now)

    def put_back(self, said: Telling, *, by: Actor, now: datetime) -> str:
        """As it was; who took it in between is told."""
        stood = self.stands(said)
        moves.move_back(self.shift(said), said, now=now)
        return told_meanwhile(self.correct(said, stood, now))


class OfOpportunity(ToHelpers):
    """What is told about an opportunity."""

    def whole(self, said: Telling) -> Opportunity:
        """The opportunity."""
        return db.session.get_one(Opportunity, said.record_id)

    def home(self, said: Telling) -> str:
        """Its page."""
        return url_for("volunteering_office.show", slug=self.whole(said).slug)


class Place(OfOpportunity):
    """Another place of an opportunity: what the helpers of its shifts are told belongs to it."""

    name, mail = making.PLACE, moves.MOVED

    def said(self, said: Telling) -> str:
        """Which it is."""
        return f"New place: {self.whole(said).title}"

    def readers(self, _telling: Telling) -> Sequence[Reader]:
        """Nobody by itself: each shift has its own."""
        return []

    def letters(self, _telling: Telling, _readers: Sequence[Reader]) -> Sequence[Letter]:
        """None."""
        return []

    def moot(self, said: Telling, _now: datetime) -> bool:
        """Whether it is at the place where it was."""
        whole = self.whole(said)
        return all(
            said.before.get(name, getattr(whole, name)) == getattr(whole, name)
            for name in ("place", "address")
        )

    def put_back(self, said: Telling, *, by: Actor, now: datetime) -> str:
        """As it was."""
        making.put_back(self.whole(said), said, by=by, now=now)
        return ""


class CalledOff(ToHelpers):
    """Shifts that don’t take place: one, those of an opportunity, those of an event."""

    name = mail = calling_off.CALLED_OFF

    def said(self, said: Telling) -> str:
        """Which it is."""
        return f"Called off: {self._record(said).title}"

    def readers(self, said: Telling) -> Sequence[Reader]:
        """Everybody whom it freed."""
        ended = calling_off.ended_with(said).with_only_columns(
            Signup.id, Signup.name, Signup.email, Signup.person_id
        )
        return [Reader(*row) for row in db.session.execute(ended.order_by(Signup.id))]

    def letters(self, _telling: Telling, readers: Sequence[Reader]) -> Sequence[Letter]:
        """That it is off, and why."""
        return [emails.called_off(signup) for signup in _signups(readers)]

    def home(self, said: Telling) -> str:
        """The page of what was called off."""
        record = self._record(said)
        if isinstance(record, Shift):
            return url_for("volunteering_office.shift", public_id=record.public_id)
        page = "volunteering_office.show" if isinstance(record, Opportunity) else "events_office.show"
        return url_for(page, slug=record.slug)

    def begins(self, said: Telling) -> datetime | None:
        """When the first of them begins."""
        first = calling_off.ended_with(said).join(Shift, Shift.id == Signup.shift_id)
        return db.first(first.with_only_columns(Shift.starts_at).order_by(Shift.starts_at))

    def put_back(self, said: Telling, *, by: Actor, now: datetime) -> str:
        """They take place, with everybody who was in them."""
        record = self._record(said)
        if isinstance(record, Opportunity):
            return making.revive(record, by=by, now=now)
        return calling_off.revive(
            record, said.words["with"], datetime.fromisoformat(said.words["at"]), by=by, now=now
        )

    def _record(self, said: Telling) -> Shift | Opportunity | Event:
        models: dict[str, Any] = {one.__tablename__: one for one in (Shift, Opportunity, Event)}
        found: Shift | Opportunity | Event = db.session.get_one(models[said.record_kind], said.record_id)
        return found


class LettersOfAYear(HandedOver, ToHelpers):
    """The letters of a year to everybody whose hours counted in it."""

    name, mail = thanking.LETTERS, "volunteering.thanks_year"

    def said(self, said: Telling) -> str:
        """Which year."""
        return f"Letters of {said.words['year']}"

    def readers(self, said: Telling) -> Sequence[Reader]:
        """Whoever has none yet."""
        found = thanking.without_a_letter(said.words["year"])
        return [Reader(one.id, one.name, one.email, one.id) for one in db.session.scalars(found)]

    def sample(self, said: Telling, reader: Reader) -> Letter:
        """Hers."""
        person = db.session.get_one(Person, reader.id)
        hers = Thanks(
            person=person, person_id=person.id, kind=YEAR, number=said.words["year"], words="", signed=""
        )
        return thanking.letter(hers)

    def home(self, _telling: Telling) -> str:
        """The page of thanks."""
        return url_for("hours_office.thanks")

    def begin(self, said: Telling, now: datetime) -> None:
        """Ask for them; a job mails some each minute."""
        people = [one.id for one in tellings.sorted_out(self.readers(said), self.mail).to]
        said.told = thanking.ask_for(people, said.words["year"], by=said.opened_by, now=now)


def _signups(readers: Sequence[Reader]) -> list[Signup]:
    """Their sign-ups with shift and opportunity, in their order."""
    ids = [one.id for one in readers]
    loading = joinedload(Signup.shift)
    found = db.session.scalars(select(Signup).options(loading).where(Signup.id.in_(ids)))
    by_id = {signup.id: signup for signup in found}
    return [by_id[number] for number in ids]


KINDS = (Moved(), Place(), CalledOff(), LettersOfAYear())
