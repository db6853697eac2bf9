"""The mails of volunteering, for their snapshots."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.hours import emails as hours_emails
from chapter.hours.models.thanks import Thanks
from chapter.mail.rules import Letter
from chapter.opportunities import emails as opportunities_emails
from chapter.shifts import emails
from chapter.shifts.models import BACKGROUND, Shift, Signup
from chapter.shifts.models.clearances import Clearance
from chapter.small_jobs import emails as small_jobs_emails
from chapter.small_jobs.models import SmallJob
from chapter.staffing import emails as staffing_emails
from tests.factories import TODAY, a_booking, a_person, an_event
from tests.shifts.shifts import a_shift, an_opportunity, takes, try_to_take, wall


def the_shift(of: int = 1, **more: Any) -> Shift:
    return a_shift(an_opportunity(title="Pantry", slug="pantry", address="12 Lake St", **more), of=of)


def hers(**more: Any) -> Signup:
    return takes(the_shift(of=4), a_person("Vera Volunteer", "vera@example.test"), **more)


def with_words(write: Callable[[Signup], Letter], **words: Any) -> Letter:
    signup = hers()
    for name, value in words.items():
        setattr(signup, name, value)
    return write(signup)


def backup(**words: Any) -> Signup:
    shift = the_shift()
    takes(shift)
    signup = takes(shift, a_person("Bea Backup", "bea@example.test"))
    for name, value in words.items():
        setattr(signup, name, value)
    return signup


def hers_too() -> Signup:
    later = wall("2026-12-12T09:00")
    return takes(a_shift(an_opportunity(title="Coats", slug="coats"), at=later), a_person("Vera Volunteer"))


def running_out() -> Letter:
    until, vera = date(2026, 12, 20), a_person("Vera Volunteer", public_id="vera")
    return staffing_emails.running_out(
        [Clearance(person=vera, person_id=vera.id, kind=BACKGROUND, valid_until=until)], a_person("Lea Wolff")
    )


def typed(shift: Shift) -> Signup:
    signup = try_to_take(shift, name="Vera Volunteer", email="vera@example.test").signup
    assert signup is not None
    return signup


def taken() -> Shift:
    shift = the_shift()
    takes(shift)
    return shift


def off() -> Letter:
    signup = hers()
    signup.shift.cancelled_why = "The pantry is flooded."
    return opportunities_emails.called_off(signup)


def said(kind: str, number: int | None) -> Letter:
    vera = a_person("Vera Volunteer", "vera@example.test")
    thanks = Thanks(
        id=1, person=vera, kind=kind, number=number, asked_at=TODAY, signed="Dana Director",
        words="You carried the boxes, and sixty girls had coats.",
    )  # fmt: skip
    return hours_emails.thanks(thanks, 1530, [("Coats by size", 900), ("Studio supper", 630)])


def at_the_desk() -> Rsvp:
    event = an_event("The Long Table", slug="the-long-table", place="La Mesa Larga")
    return a_booking(event, name="Priya Raghunathan", email="priya@example.test", arrival="small_job")


def another_time() -> Letter:
    rsvp = at_the_desk()
    job = SmallJob(rsvp_id=rsvp.id, event_id=rsvp.event_id, number=2, given_at=TODAY)
    db.session.add(job)
    db.session.flush()
    return small_jobs_emails.small_job(rsvp, job)


LETTERS: dict[str, Callable[[], Letter]] = {
    "volunteering.small_job": another_time,
    "volunteering.small_job, none left": lambda: small_jobs_emails.small_job(at_the_desk(), None),
    "volunteering.confirmed": lambda: emails.confirmed(hers()),
    "volunteering.confirmed, a team": lambda: emails.confirmed(hers(size=3, team="Lakeside Bank")),
    "volunteering.standing_by": lambda: emails.standing_by(backup(), 1),
    "volunteering.already": lambda: emails.already(hers()),
    "volunteering.is_it_you": lambda: emails.is_it_you(typed(the_shift(of=4))),
    "volunteering.is_it_you, a backup": lambda: emails.is_it_you(typed(taken())),
    "volunteering.unproved": lambda: emails.unproved(typed(the_shift(of=4))),
    "volunteering.clash": lambda: emails.clash(the_shift(), "Vera", "You have “Coats” at that time."),
    "volunteering.offered": lambda: emails.offered(
        backup(offered_why="Somebody cannot make it.", offered_until=TODAY + timedelta(hours=12))
    ),
    "volunteering.lapsed": lambda: emails.lapsed(backup(cancelled_why="It was held for you until noon.")),
    "volunteering.released": lambda: with_words(emails.released, released_at=TODAY),
    "volunteering.replaced": lambda: with_words(emails.replaced, cancelled_at=TODAY),
    "volunteering.ended": lambda: with_words(emails.ended, cancelled_why="The pantry needs fewer."),
    "volunteering.freed": lambda: emails.freed([hers()]),
    "volunteering.freed, a team and another": lambda: emails.freed([hers(size=3, team="Bank"), hers_too()]),
    "volunteering.places_free": lambda: emails.places_free([hers()], a_person("Lea Wolff")),
    "volunteering.places_free, two": lambda: emails.places_free(
        [hers(size=3, team="Bank"), hers_too()], a_person("Lea Wolff")
    ),
    "volunteering.running_out": running_out,
    "volunteering.moved": lambda: opportunities_emails.moved(
        hers(), "Friday, December 4, 9 a.m. to noon, The pantry"
    ),
    "volunteering.moved, a backup": lambda: opportunities_emails.moved(
        backup(), "Friday, December 4, 9 a.m. to noon"
    ),
    "volunteering.called_off": off,
    "volunteering.also_there": lambda: emails.also_there(hers(), an_event("Soup and stories")),
    "volunteering.reminder": lambda: emails.reminder(hers()),
    "volunteering.missed": lambda: hours_emails.missed(hers()),
    "volunteering.asked": lambda: emails.asked(
        the_shift(), a_person("Able Example", "able@example.test"), "You told us that you can do this."
    ),
    "volunteering.thanks_milestone": lambda: said("milestone", 25),
    "volunteering.thanks_year": lambda: said("year", 2026),
    "volunteering.thanks_words": lambda: said("words", None),
    "volunteering.two_days_left": lambda: emails.two_days_left(the_shift(), a_person("Lea Wolff"), 1),
}
