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
    """Ask the companion."""
    _mail(emails.companion_asked(one), one.person, now)


def notify_both(one: Companion, now: datetime) -> None:
    """The companion said yes: each hears of the other, and when and where it is."""
    _mail_guest(emails.guest_has_companion(one), one, now)
    _mail(emails.companion_confirmed(one), one.person, now)
    one.told_at = now


def notify_guest(one: Companion, *, asked: bool, now: datetime) -> None:
    """Tell the guest that their companion can't; whether somebody else is ``asked``."""
    _mail_guest(emails.guest_lost_companion(one, asked=asked, settled=is_settled(one.event)), one, now)


def notify_released(one: Companion, event: Event, now: datetime) -> None:
    """Tell the companion that nobody waits for them; of a cancelling only when nothing else tells them."""
    if event.cancelled_at is None or not companion_search.told_by_other_mails(event, [one.person_id]):
        _mail(emails.companion_released(one), one.person, now)


def pending(snapshot: CompanionSnapshot, now: datetime) -> list[Companion]:
    """Those who said yes and have to be told of it, or of another time or place; nobody once it has begun."""
    if snapshot.event.cancelled_at is not None or now >= snapshot.event.starts_at:
        return []
    return [one for one in snapshot.companions if one.meets and (one.missed_a_move or not one.told)]


def notify_pending(snapshot: CompanionSnapshot, now: datetime) -> int:
    """Tell them, now that nothing of it may be undone; how many."""
    found = pending(snapshot, now)
    for one in found:
        if one.told:
            _notify_moved(one, snapshot.event, now)
        else:
            notify_both(one, now)
    return len(found)


def _notify_moved(one: Companion, event: Event, now: datetime) -> None:
    """Whoever said yes hears where and when it is now, unless a booking or shift of theirs tells them."""
    if not companion_search.told_by_other_mails(event, [one.person_id]):
        _mail(emails.companion_event_moved(one), one.person, now)
    one.told_at = now


def _mail_guest(letter: Letter, one: Companion, now: datetime) -> None:
    """To the guest, at the address of their booking."""
    _mail(letter, one.guest.person, now, (one.guest.name, one.guest.email))


def _mail(letter: Letter, person: Person, now: datetime, to: tuple[str, str] | None = None) -> None:
    name, address = to or (person.name, person.email)
    if address:
        mail.queue(letter, to=(name, address), now=now, person_id=person.id)
