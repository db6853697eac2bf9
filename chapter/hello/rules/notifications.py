"""What is mailed to a guest and to whoever meets her. No mail names a date that may still be undone, and none
that only makes sense before the beginning leaves after it."""

from datetime import datetime

from chapter.events.models import Event
from chapter.events.undo_window import is_settled
from chapter.hello import emails
from chapter.hello.models.companions import Companion
from chapter.hello.queries import companion_search
from chapter.hello.queries.companion_search import CompanionSnapshot
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.people.models import Person


def notify_asked(one: Companion, now: datetime) -> None:
    """Would she meet her guest?"""
    _tell(emails.companion_asked(one), one.person, now)


def notify_both(one: Companion, now: datetime) -> None:
    """She said yes: each hears of the other, and when and where it is."""
    _tell_hers(emails.guest_has_companion(one), one, now)
    _tell(emails.companion_confirmed(one), one.person, now)
    one.told_at = now


def notify_guest(one: Companion, *, asked: bool, now: datetime) -> None:
    """Whoever was to meet her can't; whether somebody else is ``asked``."""
    _tell_hers(emails.guest_lost_companion(one, asked=asked, settled=is_settled(one.event)), one, now)


def notify_released(one: Companion, event: Event, now: datetime) -> None:
    """Tell her that nobody waits for her; of a cancelling only when nothing else tells her."""
    if event.cancelled_at is None or not companion_search.told_by_other_mails(event, [one.person_id]):
        _tell(emails.companion_released(one), one.person, now)


def pending(room: CompanionSnapshot, now: datetime) -> list[Companion]:
    """Those who said yes and have to be told of it, or of another time or place; nobody once it has begun."""
    if room.event.cancelled_at is not None or now >= room.event.starts_at:
        return []
    return [one for one in room.companions if one.meets and (one.missed_a_move or not one.told)]


def notify_pending(room: CompanionSnapshot, now: datetime) -> int:
    """Tell them, now that nothing of it may be undone; how many."""
    found = pending(room, now)
    for one in found:
        if one.told:
            _tell_of_the_move(one, room.event, now)
        else:
            notify_both(one, now)
    return len(found)


def _tell_of_the_move(one: Companion, event: Event, now: datetime) -> None:
    """Whoever said yes hears where and when it is now, unless her own booking or shift tells her."""
    if not companion_search.told_by_other_mails(event, [one.person_id]):
        _tell(emails.companion_event_moved(one), one.person, now)
    one.told_at = now


def _tell_hers(letter: Letter, one: Companion, now: datetime) -> None:
    """To the guest, at the address of her booking."""
    _tell(letter, one.guest.person, now, (one.guest.name, one.guest.email))


def _tell(letter: Letter, person: Person, now: datetime, to: tuple[str, str] | None = None) -> None:
    name, address = to or (person.name, person.email)
    if address:
        mail.queue(letter, to=(name, address), now=now, person_id=person.id)
