"""The mails about being met at the door, for their snapshots."""

from collections.abc import Callable
from datetime import timedelta

from chapter.hello import emails
from chapter.hello.models.companions import BUDDY, MEET_ME, Companion
from chapter.mail.rules import Letter
from tests.factories import TODAY, a_booking, a_person, an_event
from tests.hello.companions import asked_to_meet


def called_off() -> Companion:
    one = hers(MEET_ME, "yellow sun")
    one.event.cancelled_at, one.event.cancelled_why = TODAY, "The boiler broke."
    return one


def hers(kind: str, sign: str = "") -> Companion:
    event = an_event(
        "The Long Table", starts_at=TODAY + timedelta(days=17), place="La Mesa Larga", slug="the-long-table"
    )
    guest = a_booking(event, name="Priya Raghunathan", email="priya@example.test", arrival=kind)
    return asked_to_meet(guest, a_person("Halina Wolska", "halina@example.test"), sign=sign)


LETTERS: dict[str, Callable[[], Letter]] = {
    "hello.asked": lambda: emails.companion_asked(hers(MEET_ME)),
    "hello.asked, a buddy": lambda: emails.companion_asked(hers(BUDDY)),
    "hello.meets": lambda: emails.companion_confirmed(hers(MEET_ME, "yellow sun")),
    "hello.freed": lambda: emails.companion_released(hers(MEET_ME, "yellow sun")),
    "hello.freed, canceled": lambda: emails.companion_released(called_off()),
    "hello.met": lambda: emails.guest_has_companion(hers(MEET_ME, "yellow sun")),
    "hello.met, a buddy": lambda: emails.guest_has_companion(hers(BUDDY, "green leaf")),
    "hello.without": lambda: emails.guest_lost_companion(hers(MEET_ME, "yellow sun"), asked=True),
    "hello.without, nobody left": lambda: emails.guest_lost_companion(
        hers(MEET_ME, "yellow sun"), asked=False
    ),
    "hello.moved": lambda: emails.companion_event_moved(hers(MEET_ME, "yellow sun")),
}
