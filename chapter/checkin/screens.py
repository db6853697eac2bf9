"""Which door an operator has opened, and what its screens show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Never

from flask import abort, render_template, request, url_for

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import ARRIVALS, Rsvp
from chapter.checkin import queries as checkin_queries
from chapter.checkin import shifts_tonight
from chapter.checkin.forms import ArrivalForm, GiveSeatsForm, WalkInForm
from chapter.checkin.models import CLOSES, DoorLink
from chapter.checkin.rules import checkins as rules
from chapter.checkin.rules.checkins import Operator
from chapter.events import queries as events_queries
from chapter.events.models import Event
from chapter.events_office.booking_search import find_parties
from chapter.forms.idempotent_form import new_nonce
from chapter.forms.submission import Answered
from chapter.gateways import clock
from chapter.security import signed_links
from chapter.shifts.models import Signup
from chapter.web import answers, filters

KEPT_HOURS = 24
"""How many hours a phone stores a list that it can't renew."""


@dataclass(frozen=True)
class Door:
    """One event's door as one operator sees it. ``key`` is in its address: the event's slug, or the link's
    token.

    ``leads``: they may let people in beyond the capacity. ``over``: the link has ended, and is good only for
    uploading what the phone still holds. ``secured``: they have a second factor.
    """

    event: Event
    operator: Operator
    key: str
    home: str
    leads: bool
    over: bool = False
    secured: bool = False

    def tells_needs(self, now: datetime) -> bool:
        """Whether it shows what guests need: to every operator while the door is open, before and after that
        only to those who have a second factor."""
        return self.secured or not rules.why_closed(self.event, now)

    def version(self, now: datetime) -> str:
        """A value that changes when a phone has to fetch the list again."""
        return (
            f"{checkin_queries.list_version(self.event)}{'' if self.tells_needs(now) else '.without-needs'}"
        )

    def url(self, page: str, **more: Any) -> str:
        """The address of one of the door's pages."""
        return url_for(f"{self.home}.{page}", key=self.key, **more)

    @property
    def helps(self) -> bool:
        """Whether the operator is a helper by a link, who sees no more than check-in needs."""
        return self.operator.link is not None

    @property
    def taken_until(self) -> datetime:
        """Until when we accept what a phone did here; the phone stores nothing about anybody for longer."""
        return self.ends_at + rules.LATE

    @property
    def ends_at(self) -> datetime:
        """When the door closes for this operator."""
        closes = self.event.ends_at + CLOSES
        return closes if self.operator.link is None else min(closes, self.operator.link.over_at)


def door_url(event: Event) -> str:
    """The address at which somebody who signed in opens the door of ``event``."""
    return url_for("door.show", key=event.slug)


def helper_url(link: DoorLink) -> str:
    """The absolute address at which a helper opens the door, to be sent to them."""
    return signed_links.absolute_url(url_for("door_by_link.show", key=link.token))


def door_of_viewer(slug: str) -> Door:
    """The door of an event that the viewer manages or greets at. 404 for any other."""
    event = db.first_or_404(events_queries.readable_by(current_user).where(Event.slug == slug))
    leads = db.first(events_queries.managed_by(current_user).where(Event.id == event.id)) is not None
    return Door(event, Operator(current_user.person.id), slug, "door", leads, secured=current_user.secured)


def door_of_helper(token: str) -> Door:
    """The door that a helper's link opens. 404 for a link that is unknown, made up, or over."""
    door = door_of_helper_late(token)
    return _ended() if door.over else door


def door_of_helper_late(token: str) -> Door:
    """As `door_of_helper`, but for half a day longer, to accept what the phone still holds."""
    link, now = checkin_queries.door_link_by_token(token), clock.now()
    if link is None or now >= link.over_at + rules.LATE:
        return _ended()
    return Door(
        link.event, Operator(None, link), token, "door_by_link", leads=False, over=not link.works(now)
    )


def _ended() -> Never:
    if answers.is_json():
        abort(404)
    raise Answered(render_template("checkin/door/ended.html"), 404)


def find_party(door: Door, public_id: str) -> Rsvp:
    """A booking of this door's event; 404 for any other."""
    found = bookings_queries.booking_of_event(door.event, public_id)
    return db.first_or_404(found.where(Rsvp.erased_at.is_(None)))


def main_screen(door: Door, refused: str = "") -> str:
    """The main screen: how many are in, the search, and which guests and helpers were found. ``refused``: why
    a code leads nowhere, in a sentence."""
    asked, now = request.args.get("q", "").strip()[:100], clock.now()
    shut = rules.why_closed(door.event, now)
    return render_template(
        "checkin/door/event/show.html",
        door=door,
        event=door.event,
        count=checkin_queries.count_arrived(door.event),
        asked=asked,
        refused=refused,
        found=[_row(rsvp, door) for rsvp in find_parties(door.event, asked, checkin_queries.MOST_FOUND)],
        helpers=[helper_row(signup) for signup in shifts_tonight.find_helpers(door.event, asked, now)],
        here=shifts_tonight.count_helpers(door.event, now),
        shut=rules.REFUSALS.get(shut, ""),
        refusals=rules.REFUSALS,
        kept_hours=KEPT_HOURS,
        wishes=list(ARRIVALS.values()),
    )


def party_screen(
    door: Door, rsvp: Rsvp, form: ArrivalForm | None = None, let_in: GiveSeatsForm | None = None
) -> str:
    """The page of one party: who of it is here, or why it can't come in."""
    came = checkin_queries.arrived_of(rsvp)
    against = rules.why_refused(rsvp, door.event) or rules.why_closed(door.event, clock.now())
    failed = any(one is not None and one.has_errors for one in (form, let_in))
    return render_template(
        "checkin/door/event/party.html",
        door=door,
        event=door.event,
        rsvp=rsvp,
        people=_people(rsvp, came.places),
        came=came,
        standing=checkin_queries.undoable_checkins(rsvp),
        against=against,
        refusal=rules.REFUSALS.get(against, ""),
        form=form or ArrivalForm(data={"nonce": new_nonce()}),
        let_in=let_in or GiveSeatsForm(formdata=None),
        form_has_errors=failed,
        helps=[helper_row(one) for one in shifts_tonight.shifts_of_guest(rsvp, clock.now())],
        wish=_wish(rsvp),
        needs=rsvp.access_needs if door.tells_needs(clock.now()) else "",
        clock_time=lambda moment: _time(moment, door.event),
    )


def walk_in_screen(door: Door, form: WalkInForm) -> str:
    """The form for somebody without a booking."""
    free = bookings_queries.occupancy(door.event).free
    now = clock.now()
    return render_template(
        "checkin/door/event/walk_in.html",
        door=door,
        event=door.event,
        form=form,
        free=free,
        now=now,
        refusals=rules.REFUSALS,
    )


def new_screen(door: Door) -> str:
    """The list of today's first-timers: how each would like to arrive, and who of them is in."""
    new = checkin_queries.first_timers(door.event)
    rsvps = [rsvp for rsvp in checkin_queries.bookings_with_seats(door.event) if rsvp.person_id in new]
    rows = [_row(rsvp, door) for rsvp in sorted(rsvps, key=lambda rsvp: rsvp.came_at is None)]
    return render_template("checkin/door/event/new.html", door=door, event=door.event, rows=rows)


def helper_row(signup: Signup) -> dict[str, Any]:
    """One helper: the shift, whether they are here, and why they can't be checked in, if so."""
    shift, came, left = signup.shift, signup.came_at, signup.left_at
    return {
        "signup": signup,
        "shift": shift,
        "name": signup.team or signup.name,
        "against": shifts_tonight.obstacle(signup),
        "came_at": came and filters.clock_time(came.astimezone(shift.zone_info)),
        "left_at": left and filters.clock_time(left.astimezone(shift.zone_info)),
        "nonce": new_nonce(),
    }


def _row(rsvp: Rsvp, door: Door) -> dict[str, Any]:
    against = rules.why_refused(rsvp, door.event)
    return {
        "rsvp": rsvp,
        "wish": _wish(rsvp),
        "against": rules.REFUSALS.get(against, ""),
        "came_at": rsvp.came_at and _time(rsvp.came_at, door.event),
        "nonce": new_nonce(),
    }


def _people(rsvp: Rsvp, came: dict[int, datetime]) -> list[tuple[int, str, datetime | None]]:
    """(number, name, when they came) for each of a party: those with seats, or all who wait."""
    size = max(rsvp.party_size if rsvp.going else rsvp.whole, max(came, default=0) + 1)
    guests = checkin_queries.guest_names_of(rsvp)
    names = [rsvp.badge_name or rsvp.name, *guests, *([""] * size)][:size]
    return [(place, name or f"Guest {place}", came.get(place)) for place, name in enumerate(names)]


def _wish(rsvp: Rsvp) -> str:
    return ARRIVALS[rsvp.arrival] if rsvp.arrival != "just_me" else ""


def _time(moment: datetime, event: Event) -> str:
    """The time of day at the event's place."""
    return filters.clock_time(moment.astimezone(event.zone_info))
