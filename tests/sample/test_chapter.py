"""The sample chapter: the same for the same day and seed, true to the rules, and nobody's real one."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from flask import Flask
from sqlalchemy import delete, func, select

import config
import demo as demo_pages
from chapter import audit, db
from chapter.accounts import queries as accounts_queries
from chapter.audit import Actor, Entry
from chapter.authentication import passwords
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.checkin import queries as checkin_queries
from chapter.events.models import Event
from chapter.hello.models.companions import Companion
from chapter.mail.models import Mail
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.settings.models import Chapter
from sample import bookings, build, event_calendar, freshness, names, rsvp_requests
from sample.people import PASSWORD, SIGN_INS, Crowd, Somebody
from sample.seat_allocation import settle
from tests import factories
from tests.applications import application
from tests.browser import Browser
from tests.conftest import SETTINGS, MovableClock
from tests.factories import TODAY
from tests.sample.conftest import SMALL


def event(slug: str) -> Event:
    return db.first_or_404(select(Event).where(Event.slug == slug))


@pytest.fixture
def empty(app: Flask) -> Flask:
    """No chapter at all."""
    with db.writing():
        db.session.execute(delete(Chapter))
    return app


@pytest.fixture
def stands(empty: Flask) -> Entry:
    """What tells of a sample chapter that was built today, without its life."""
    with db.writing():
        chapter = factories.the_chapter(sample=True)
        return audit.record(build.BUILT, chapter, by=build.BUILDER, now=TODAY)


def told() -> list[tuple[object, ...]]:
    """What a visitor could see of it: everything but secrets and names of records."""
    rows = db.session.execute(
        select(
            Event.slug, Event.title, Rsvp.name, Rsvp.email, Rsvp.party_size, Rsvp.created_at, Rsvp.seated_at,
            Rsvp.cancelled_at, Rsvp.dietary,
        )
        .join(Rsvp.event)
    )  # fmt: skip
    return sorted((tuple(row) for row in rows), key=repr)  # each database sorts words its own way


def test_the_fixed_events_are_as_promised(sample: Flask) -> None:
    tonight, full = event("tonight"), event("full-house")
    assert tonight.starts_at > TODAY
    assert (
        tonight.starts_at.astimezone(tonight.zone_info).date() == TODAY.astimezone(tonight.zone_info).date()
    )
    assert bookings_queries.occupancy(tonight).taken == 34
    assert len(checkin_queries.first_timers(tonight)) == 3
    assert bookings_queries.occupancy(full).free == 0
    assert [rsvp.size for rsvp in bookings_queries.waiting_line(full)] == [4, 3, 1, 2]
    assert event("members-breakfast").visibility == "members"
    assert event("friends-of-friends").visibility == "unlisted"
    assert event("resume-hour").online
    assert event("walk-the-lake").capacity is None
    assert event("kiln-night").cancelled_at is not None
    assert event("shine-and-dine").draft


def test_one_event_asks_first_and_at_another_seats_are_saved(sample: Flask) -> None:
    (offer,) = bookings_queries.offers_of(event("dumpling-night"))
    assert (offer.offered_seats, offer.offered_until and offer.offered_until > TODAY) == (2, True)
    saved = bookings_queries.waiting_line(event("bookbinding"))[0]
    assert (saved.size, saved.passed, saved.saved_seats) == (4, 3, 2)


def test_a_party_was_seated_from_the_line_and_told_why(sample: Flask) -> None:
    seated = db.first_or_404(select(Rsvp).where(Rsvp.event == event("full-house"), Rsvp.seated_why != ""))
    assert "fits" in seated.seated_why
    assert db.first(select(Mail).where(Mail.kind == "events.seated", Mail.about_id == seated.id)) is not None


def test_it_never_has_more_people_than_seats(sample: Flask) -> None:
    events = list(db.session.scalars(select(Event)))
    assert len(events) > 30
    assert [one.slug for one in events if bookings_queries.occupancy(one).over] == []


def test_everybody_who_signs_in_has_her_roles_and_the_password(sample: Flask) -> None:
    account = None
    for one in SIGN_INS:
        account = accounts_queries.account_by_email(one.email)
        assert account is not None
        held = [role for role in one.roles if people.holds_role(account.person_id, role)]
        assert held == ([] if one.ended else list(one.roles))
    assert account is not None
    assert passwords.matches(account.password_hash, PASSWORD)


def test_it_is_a_sample_and_says_so(sample: Flask) -> None:
    chapter = db.session.get_one(Chapter, 1)
    assert chapter.sample
    assert chapter.ein == "00-0000000"
    assert chapter.sender_name
    people = db.session.scalars(select(Person.email).where(Person.email != ""))
    addresses = [*people, *db.session.scalars(select(Mail.to_address))]
    assert [address for address in addresses if not address.endswith(".test")] == []


def test_every_mail_has_left_but_for_three_that_failed(sample: Flask) -> None:
    assert (
        db.session.scalar(select(func.count()).where(Mail.sent_at.is_(None), Mail.failed_at.is_(None))) == 0
    )
    assert db.session.scalar(select(func.count()).where(Mail.failed_at.is_not(None))) == 3


def test_the_same_seed_and_day_make_the_same_chapter(empty: Flask, built_once: Flask) -> None:
    build.build(SMALL, now=TODAY)
    with built_once.app_context():
        first = told()
        db.session.remove()
    assert told() == first


@pytest.mark.parametrize("later", [timedelta(hours=6, minutes=20), timedelta(hours=11, minutes=40)])
def test_it_can_be_built_in_the_evening_and_before_midnight(empty: Flask, later: timedelta) -> None:
    """Its evening begins soon then, so whoever is asked to meet a guest has little time to answer."""
    build.build(SMALL, now=TODAY + later)
    assert db.count(select(Companion.id).where(Companion.accepted_at.is_not(None))) > 0


def test_another_seed_makes_other_people() -> None:
    assert names.draw(random.Random(1), 20) != names.draw(random.Random(2), 20)
    assert names.draw(random.Random(1), 20) == names.draw(random.Random(1), 20)


def test_there_are_long_names_and_names_of_one_word() -> None:
    drawn = names.draw(random.Random(1), 240)
    assert any(" " not in name for name in drawn)
    assert any(len(name) > 45 for name in drawn)


def test_it_is_never_built_into_a_chapter_that_stands(app: Flask) -> None:
    with pytest.raises(build.NotEmpty):
        build.build(SMALL, now=TODAY)


@pytest.mark.parametrize("capacity", [3, 12, 30, None])
@pytest.mark.parametrize("seed", range(2))
def test_years_of_bookings_come_out_as_the_rules_would_have_made_them(
    app: Flask, clock: MovableClock, seed: int, capacity: int | None
) -> None:
    """One event's wishes, once step by step through the rules, once settled as rows."""
    by_rules = factories.an_event(seats=capacity, starts_at=TODAY + timedelta(days=3), published_at=TODAY)
    as_rows = factories.an_event(seats=capacity, starts_at=TODAY + timedelta(days=3), published_at=TODAY)
    crowd = Crowd(
        [Somebody(n, f"Ana {n}", f"ana{n}@a.test", TODAY - timedelta(days=99)) for n in range(40)], []
    )
    with db.writing():
        for one in crowd.people:
            crowd.ids.append(factories.a_person(one.name, one.email).id)
    chance = random.Random(seed)
    asked = [
        rsvp_requests.Wish(
            one, min(capacity or 4, chance.choice((1, 1, 2, 3, 4))), TODAY + timedelta(minutes=one.number),
            TODAY + timedelta(hours=chance.uniform(1, 30)) if chance.random() < 0.3 else None, "just_me",
        )
        for one in crowd.people
    ]  # fmt: skip
    steps = rsvp_requests.steps(asked)
    bookings.live(by_rules, steps)
    later = TODAY + timedelta(days=40)
    bookings.settled([(as_rows, one) for one in settle(as_rows, steps)], crowd.ids, now=later)
    assert list(outcome(by_rules)) == list(outcome(as_rows))


def outcome(of: Event) -> Iterator[tuple[object, ...]]:
    """What each party of an event came to, with what the log and the outbox tell of it."""
    db.session.expire_all()
    for rsvp in db.session.scalars(bookings_queries.bookings_of(of)):
        log = select(Entry.verb, Entry.at, Entry.actor_kind, Entry.actor_name, Entry.why).where(
            Entry.record_kind == "rsvps", Entry.record_id == rsvp.id
        )
        mails = select(Mail.kind, Mail.created_at).where(Mail.about_kind == "rsvps", Mail.about_id == rsvp.id)
        yield (
            rsvp.email, rsvp.party_size, rsvp.status, rsvp.seated_at, rsvp.seated_why, rsvp.cancelled_at,
            rsvp.cancelled_by, sorted(map(tuple, db.session.execute(log))),
            sorted(map(tuple, db.session.execute(mails))),
        )  # fmt: skip


@pytest.mark.parametrize("hour", range(24))
def test_tonight_is_always_ahead_and_tonight(hour: int) -> None:
    now = datetime(2026, 11, 23, hour, 40)  # noqa: DTZ001 - a clock on the wall
    starts, ends = event_calendar.tonight(now)
    assert starts > now
    assert starts - now < timedelta(hours=1) or (starts.date(), starts.hour) == (now.date(), 19)
    assert ends - starts == timedelta(hours=3)


def test_a_sample_of_yesterday_is_stale_until_somebody_has_changed_it(stands: Entry) -> None:
    assert freshness.stands()
    assert not freshness.stale(TODAY)
    assert freshness.stale(TODAY + timedelta(days=1))
    factories.a_booking(factories.an_event())
    assert not freshness.stale(TODAY + timedelta(days=1))


def test_a_sample_that_was_never_finished_is_stale(stands: Entry) -> None:
    with db.writing():
        db.session.delete(stands)
    assert freshness.stale(TODAY)


def test_a_real_chapter_is_never_taken_for_the_sample(app: Flask) -> None:
    with pytest.raises(build.NotEmpty):
        freshness.stands()


@pytest.fixture
def demo(app: Flask) -> Iterator[Browser]:
    """A visitor of the demo, on the same database. The demo writes a quieter log."""
    log = structlog.get_config()
    settings = {**SETTINGS, "CHAPTER_ENV": "demo", "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    with application(config.load(settings), app.extensions["gateways"], (demo_pages.register,)) as other:
        yield Browser(other)
        structlog.configure(**log)


def test_the_mailbox_shows_each_mail_with_links_that_work(demo: Browser, app: Flask) -> None:
    booking = factories.a_booking(factories.an_event("The Long Table", seats=9), of=2)
    with db.writing():
        db.first_or_404(select(Mail)).sent_at = TODAY
    (mail,) = demo.get("/demo/mailbox.json").json
    assert mail["to"] == booking.email
    assert mail["subject"] == "Two seats are yours: The Long Table"
    assert mail["headers"]["Subject"] == mail["subject"]
    assert [file["filename"] for file in mail["attachments"]] == ["event.ics", "ticket.png"]
    link = f"http://chapter.test/rsvp/{booking.token}"
    assert link in mail["text"]
    assert link in mail["html"]
    page = demo.get("/demo/mailbox").follow(mail["subject"])
    assert link in page.text
    assert demo.get(link.removeprefix("http://chapter.test")).status == 200
    assert demo.get(mail["attachments"][0]["url"], check=False).status == 200


def test_the_mailbox_finds_mails_by_address(demo: Browser) -> None:
    event = factories.an_event(seats=9)
    factories.a_booking(event, name="Ana", email="ana@example.test")
    factories.a_booking(event, name="Bea", email="bea@example.test")
    with db.writing():
        for mail in db.session.scalars(select(Mail)):
            mail.sent_at = datetime(2026, 11, 23, 18, 1, tzinfo=UTC)
    assert [mail["to"] for mail in demo.get("/demo/mailbox.json?to=ANA@example.test").json] == [
        "ana@example.test"
    ]
    assert "bea@example.test" not in demo.get("/demo/mailbox?to=ana@example.test").text


def test_outside_the_demo_there_is_no_mailbox(client: Browser) -> None:
    assert client.get("/demo/mailbox").status == 404
    assert client.get("/demo/mailbox.json").status == 404


def test_the_log_of_the_sample_names_a_command_as_its_maker(sample: Flask) -> None:
    entry = db.first_or_404(select(Entry).where(Entry.verb == build.BUILT))
    assert Actor(entry.actor_kind, name=entry.actor_name) == build.BUILDER
