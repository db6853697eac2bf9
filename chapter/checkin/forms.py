"""What is typed at the door, and what phones upload."""

import json
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField
from wtforms.validators import Optional

from chapter.checkin.models import WALK_IN
from chapter.checkin.models.shifts import IN, OUT, UNDO
from chapter.checkin.rules.checkins import CheckinInput
from chapter.checkin.rules.shifts import Press
from chapter.checkin.rules.uploads import AnyInput
from chapter.checkin.rules.walk_ins import WalkIn
from chapter.events.models import LARGEST_PARTY
from chapter.forms.fields import (
    Form,
    ValidEmail,
    checkbox,
    integer_field,
    name_field,
    strip_email,
    text_field,
)
from chapter.forms.idempotent_form import NONCE
from chapter.hours.rules.checkin import UNTILS
from chapter.web import dates
from chapter.web.csrf import CsrfForm

MOST_MOVES = 500
"""The most check-in events in one upload of a phone."""


class ArrivalForm(Form):
    """Who of a party is here. ``places`` are the numbers of people, from 0."""

    nonce = HiddenField()
    places: tuple[int, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the form's CSRF token is valid and somebody is ticked."""
        if not (super().validate(extra_validators) and NONCE.fullmatch(self.nonce.data or "")):
            return False
        if not self.places:
            self.form_errors.append("Choose who is here.")
        return bool(self.places)


class GiveSeatsForm(Form):
    """Why a party without seats comes in; ``over``: beyond the capacity."""

    why = text_field("Reason", most=200, required="Enter a reason.")
    over = checkbox("Even if that puts us over capacity")


class WalkInFields(CsrfForm):
    """The fields for a walk-in, on the page and on a phone."""

    name = name_field("Name", most=200, required="Enter a name.")
    email = StringField("Email", [Optional(), ValidEmail()], filters=[strip_email])
    size = integer_field(
        "How many people?", least=1, most=LARGEST_PARTY, required="Enter how many people.", default=1
    )


class WalkInForm(WalkInFields, Form):
    """The walk-in form of the page; ``over``: a lead lets them in beyond the capacity."""

    over = checkbox("Even if that puts us over capacity")
    nonce = HiddenField()


class ShiftForm(Form):
    """The button that checks a helper in or out. ``until``: when they left, where the door asks."""

    nonce = HiddenField()
    until = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the form's CSRF token is valid."""
        known = NONCE.fullmatch(self.nonce.data or "") and (self.until.data or "") in UNTILS
        return bool(super().validate(extra_validators) and known)


class UploadForm(CsrfForm):
    """A phone's upload: check-in events as JSON in one field, so that the form carries a CSRF token like any
    other."""

    moves = HiddenField()
    sent_at = HiddenField()
    after = HiddenField()

    def read(self) -> tuple[list[AnyInput], datetime]:
        """The check-in events, and the phone's clock when it sent them. Raises ValueError for malformed
        input."""
        sent_at = _moment(self.sent_at.data)
        listed = json.loads(self.moves.data or "[]")
        if not isinstance(listed, list) or len(listed) > MOST_MOVES:
            raise ValueError("not a list of moves")
        return [_sent(one) for one in listed], sent_at

    @property
    def number(self) -> int:
        """The number of the latest check-in event that the phone knows."""
        typed = str(self.after.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _sent(one: Any) -> AnyInput:
    nonce, undoes = text_in(one, "nonce"), text_in(one, "undoes")
    if not NONCE.fullmatch(nonce) or (undoes and not NONCE.fullmatch(undoes)):
        raise ValueError("a move without its number")
    at, offline = _moment(text_in(one, "at")), one.get("kept") is True
    if "walk_in" in one:
        return _walk_in(nonce, one["walk_in"], at, offline)
    if text_in(one, "shift"):
        return _press(one, at, offline)
    places = one.get("places", [])
    if not (isinstance(places, list) and all(type(place) is int for place in places)):
        raise ValueError("places are numbers")
    return CheckinInput(
        nonce=nonce,
        rsvp=text_in(one, "party")[:64],
        places=tuple(place for place in places[:100] if 0 <= place < LARGEST_PARTY),
        at=at,
        undoes=undoes,
        offline=offline,
    )


def _walk_in(nonce: str, typed: Any, at: datetime, offline: bool) -> WalkIn:
    """A walk-in from a phone, checked like the form; mistakes are reported in ``wrong``, since a whole upload
    must not fail because of one misspelt email."""
    number = nonce.removeprefix(WALK_IN)
    if not (nonce.startswith(WALK_IN) and NONCE.fullmatch(number) and isinstance(typed, dict)):
        raise ValueError("no walk-in")
    fields = {name: str(typed.get(name) or "") for name in ("name", "email", "size")}
    form = WalkInFields(MultiDict(fields), meta={"csrf": False})
    wrong = "" if form.validate() else next((str(said[0]) for said in form.errors.values() if said), "")
    return WalkIn(
        nonce=number,
        name=str(form.name.data or "")[:200],
        email=str(form.email.data or ""),
        size=form.size.data or 1,
        at=at,
        over=typed.get("over") is True,
        offline=offline,
        wrong=wrong,
    )


def _press(one: dict[str, Any], at: datetime, offline: bool) -> Press:
    kind, until = text_in(one, "kind"), text_in(one, "until")
    if kind not in {IN, OUT, UNDO} or until not in UNTILS or (kind == UNDO) != bool(text_in(one, "undoes")):
        raise ValueError("no press for a shift")
    return Press(
        nonce=text_in(one, "nonce"),
        signup=text_in(one, "shift")[:64],
        kind=kind,
        at=at,
        undoes=text_in(one, "undoes"),
        until=until,
        offline=offline,
    )


def text_in(one: Any, name: str) -> str:
    """A text from an upload; empty when there is none. Raises ValueError when it is no text, or has
    characters that no name has and that a database rejects (NUL, half a surrogate pair)."""
    said = one.get(name, "") if isinstance(one, dict) else None
    if not isinstance(said, str) or not said.isprintable():
        raise ValueError("not a move")
    return said


def _moment(said: str | None) -> datetime:
    moment = dates.parse_datetime(said or "")
    if moment is None:
        raise ValueError("a moment needs its zone")
    return moment


class DoorLinkForm(Form):
    """Makes a door link for one helper."""

    helper = name_field("Helper’s name", most=80, required="Enter a name.")
    hours = integer_field(
        "Hours after the event", least=0, most=12, required="Enter a number of hours.", default=2
    )
