"""Sentences about events and seats that pages, mails and the log share."""

from datetime import datetime
from urllib.parse import quote

from chapter.bookings.guest_names import known_names
from chapter.bookings.models import GOING, OFFERED, WAITLISTED, Rsvp
from chapter.events.models import MEMBERS, Event
from chapter.events.occupancy import Occupancy
from chapter.events.wording import number, ordinal, parties, people, seats
from chapter.plurals import agree
from chapter.web import filters

ARRIVAL_HINTS = {
    "just_me": "You know the way in.",
    "meet_me": "A greeter learns your name ahead of time and looks out for you.",
    "buddy": "Another guest offers to meet you, and we email you both.",
    "early": "The room is still quiet, and someone shows you around.",
    "small_job": "Twenty minutes at the badge desk. Talking is easier with busy hands.",
}


def are_yours(count: int) -> str:
    """``One seat is yours``, ``Two seats are yours``."""
    return f"{seats(count).capitalize()} {agree(count, 'is', 'are')} yours"


def in_line(place: int, size: int) -> str:
    """``Your party of two is third on the waitlist.``"""
    return f"Your party of {number(size)} is {ordinal(place)} on the waitlist."


def on_day(moment: datetime, event: Event) -> str:
    """``6:30 p.m. on Thursday, December 10``, in the venue's time zone; never ends in a period."""
    return filters.event_time_on_day(moment, event)


def all_taken(capacity: int) -> str:
    """``All 48 seats are taken.``"""
    if capacity < 1:
        return "There are no seats yet."
    return agree(capacity, "The one seat is taken.", f"All {capacity:,} seats are taken.")


def seats_free(free: int, capacity: int) -> str:
    """``17 of 48 seats are left.``"""
    return f"{free:,} of {capacity:,} seats {agree(free, 'is', 'are')} left."


def together(largest: int, free: int | None) -> str:
    """``Up to six per party. Parties larger than two go on the waitlist.``"""
    most = f"Up to {number(largest)} per party."
    return (
        f"{most} Parties larger than {number(free)} go on the waitlist." if free and free < largest else most
    )


def would_wait(waiting_parties: int) -> str:
    """``You would be third on the waitlist.``, for a party that would book now."""
    return f"You would be {ordinal(waiting_parties + 1)} on the waitlist."


def who_waits(waiting_parties: int, waiting_people: int) -> str:
    """``Three parties (seven people) are waiting.``"""
    if not waiting_parties:
        return "Nobody is waiting yet."
    verb = agree(waiting_parties, "is", "are")
    return f"{parties(waiting_parties).capitalize()} ({people(waiting_people)}) {verb} waiting."


def kept_for(days: int) -> str:
    """``a year``, ``two years``, ``90 days``: how long a guest's words are kept after the event."""
    years, rest = divmod(days, 365)
    if years and not rest:
        return agree(years, "a year", f"{number(years)} years")
    return f"{number(days)} days"


def too_many_names(names: int, guests: int) -> str:
    """The error that a party has more names than guests, and how to say who comes."""
    there = f"There {agree(names, 'is', 'are')} {number(names)} {agree(names, 'name', 'names')} here"
    have = f"{number(guests)} {agree(guests, 'guest', 'guests')}" if guests else "no guests"
    return f"{there}, but your party has {have}. Clear a name, or increase the number of people."


def who_stays(rsvp: Rsvp) -> str:
    """Asks which of the named guests still come; empty while all of them have a seat."""
    names, guests = len(known_names(rsvp.guest_names)), rsvp.whole - 1
    if names <= guests:
        return ""
    named = f"You named {number(names)} {agree(names, 'guest', 'guests')}"
    now = f"{named}, but your booking has room for {number(guests) if guests else 'just you'}."
    return f"{now} Tell us who’s coming. We’ll keep all the names until then."


def changed_to(rsvp: Rsvp) -> str:
    """The confirmation on the page after a party has changed."""
    if rsvp.going:
        return f"Saved. {are_yours(rsvp.size)}. We’re emailing you a confirmation."
    return f"Saved. Your party is now {number(rsvp.size)}. You keep your place on the waitlist."


CHANGED_BY_MAIL = "This booking was confirmed by email. To change it, open the link in our email."
"""Shown to somebody whose link was only typed, once the booking is proved by email."""


def confirmed_by_her(news: bool) -> str:
    """What the guest reads after "Yes, this is me"."""
    return "Thank you. Your booking is confirmed" + (", and you’ll get our news." if news else ".")


def stands_with(rsvp: Rsvp) -> str:
    """The status of one of two bookings, in a list: ``a party of two, with seats``."""
    party = agree(rsvp.whole, "just you", f"a party of {number(rsvp.whole)}")
    state = {
        GOING: agree(rsvp.size, "with a seat", "with seats"),
        OFFERED: f"with {seats(rsvp.offered_seats)} held",
    }
    return f"{party}, {state.get(rsvp.status, 'on the waitlist')}"


def for_whom(event: Event) -> str:
    """In a few words who may come, and how."""
    who = "For members" if event.visibility == MEMBERS else "Open to everyone"
    if not event.online:
        return who
    return f"{who}, in person and online" if event.place else f"{who}, online"


def listed(event: Event, seating: Occupancy, now: datetime) -> tuple[str, str]:
    """An event's status in a list: the words, and their kind (done, waiting, refused or none)."""
    why = event.why_closed(now)
    if why is not None:
        return {
            "cancelled": ("Canceled", "refused"),
            "not_yet": ("Booking opens soon", "waiting"),
            "closed": ("Booking is closed", ""),
        }.get(why, ("", ""))
    if seating.capacity is None or seating.free is None:
        return "Room for everyone", "done"
    if not seating.full:
        return f"{seating.free:,} of {seating.capacity:,} seats left", "done"
    if not seating.waiting_parties:
        return "Full. Join the waitlist", "waiting"
    return f"Full. {parties(seating.waiting_parties).capitalize()} waiting", "waiting"


def headline(rsvp: Rsvp, place: int | None) -> str:
    """The one large sentence of a booking's page."""
    if rsvp.called_off:
        return "This event was canceled"
    if rsvp.lapsed:
        return agree(rsvp.size, "Your seat was passed on", "Your seats were passed on")
    if rsvp.cancelled_at is not None:
        if rsvp.seated_at is None:
            return "You’ve left the waitlist"
        return "Your booking is canceled"
    if rsvp.status == OFFERED:
        return are_held(rsvp.offered_seats)
    return are_yours(rsvp.size) if rsvp.going else f"You’re {ordinal(place or 1)} on the waitlist"


def in_calendar(rsvp: Rsvp) -> str:
    """The event's title in the guest's own calendar, which says so while they have no seat."""
    waits = {WAITLISTED: "On the waitlist", OFFERED: "Seat offered"}.get(rsvp.status, "")
    return f"{waits}: {rsvp.event.title}" if waits else rsvp.event.title


def stood(rsvp: Rsvp) -> str:
    """What a party had when its event was cancelled."""
    if rsvp.seated_at is None:
        return f"You were on the waitlist for {seats(rsvp.party_size)}."
    return f"You had {seats(rsvp.party_size)}."


def are_held(count: int) -> str:
    """``One seat is held for you``, ``Two seats are held for you``."""
    return f"{seats(count).capitalize()} {agree(count, 'is', 'are')} held for you"


def are_saved(count: int) -> str:
    """``One seat is saved for you``, ``Two seats are saved for you``."""
    return f"{seats(count).capitalize()} {agree(count, 'is', 'are')} saved for you"


def take_now(count: int, wanted: int) -> str:
    """``Two seats are open: take two of your four now?``"""
    free = f"{seats(count).capitalize()} {agree(count, 'is', 'are')} open"
    return f"{free}: take {number(count)} of your {number(wanted)} now?"


def claimed(rsvp: Rsvp) -> str:
    """The confirmation on the booking's page after seats were accepted."""
    yours = f"{are_yours(rsvp.size)}."
    return f"{yours} {keeps_place(rsvp.waiting_size)}" if rsvp.waiting_size else yours


def take_seats_button(count: int) -> str:
    """The label of the button that takes the seats that are held."""
    return agree(count, "Take the seat", f"Take the {number(count)} seats")


def times(count: int) -> str:
    """``once``, ``twice``, ``three times``."""
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def keeps_place(rest: int) -> str:
    """The sentence that the rest of a party still waits."""
    rest_of = agree(rest, "The person without a seat keeps", f"The {number(rest)} people without seats keep")
    return f"{rest_of} a place on the waitlist."


def left(until: datetime, now: datetime) -> str:
    """``three hours left``, ``20 minutes left``: how long until ``until``, rounded down."""
    minutes = max(0, int((until - now).total_seconds() // 60))
    hours = minutes // 60
    count, unit = (hours, "hour") if hours else (minutes, "minute")
    return f"{number(count)} {agree(count, unit, f'{unit}s')} left"


def give_back(rsvp: Rsvp) -> str:
    """The label of the button that gives everything back."""
    return "Cancel booking" if rsvp.going else "Leave the waitlist"


def map_link(event: Event) -> str:
    """The address of a map of the event's place; empty without a place. Only http and https addresses."""
    if event.map_url.startswith(("https://", "http://")):
        return event.map_url
    where = ", ".join(filter(None, (event.place, event.address)))
    return f"https://www.openstreetmap.org/search?query={quote(where)}" if event.address else ""


def names(shown: list[str], others: int) -> str:
    """``Wanjiru, Thuy, and three more.``"""
    if not shown:
        return ""
    known = [*shown, f"{number(others)} more"] if others > 0 else shown
    last = ", and " if len(known) > 2 else " and "
    return f"{', '.join(known[:-1])}{last}{known[-1]}." if len(known) > 1 else f"{known[0]}."
