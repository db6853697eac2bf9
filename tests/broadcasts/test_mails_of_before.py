"""Mails to many that were under way before they had one table go on where they were, and come back."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from chapter import db
from chapter.bookings.rules import reminders
from chapter.broadcasts import scheduled, tasks
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.scheduled import Occasion
from chapter.events.models import Event
from chapter.hello.rules import schedule
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from tests.factories import TODAY, a_booking, a_person, a_writing, an_event, the_chapter
from tests.giving.drives import a_drive, a_gift, agrees_to_news
from tests.test_migrations import scripts
from tests.test_migrations import site as site

NUMBER = next(one.revision for one in scripts().walk_revisions() if "_one_mechanism" in one.path)
BEFORE = str(scripts().get_revision(NUMBER).down_revision)
AT = TODAY.replace(tzinfo=None)


def rows(asked: str) -> list[tuple[Any, ...]]:
    with db.database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(asked))]


def add(table: str, **values: Any) -> None:
    names = ", ".join(values)
    with db.database.engine.begin() as connection:
        marks = ", ".join(f":{name}" for name in values)
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)  # noqa: S608 - our own names


def runs() -> list[tuple[Any, ...]]:
    return rows("SELECT event_id, kind, last_rsvp_id, parties, done_at IS NULL FROM mail_runs ORDER BY kind")


def test_what_was_under_way_goes_on_where_it_was(site: Flask) -> None:
    upgrade(revision=str(scripts().get_current_head()))
    chapter = the_chapter().id
    event, drive, ana, bea = an_event().id, a_drive().id, a_person().id, a_person().id
    db.session.remove()
    downgrade(revision=BEFORE)
    add("mail_runs", event_id=event, kind="reminder", due_at=AT, last_rsvp_id=7, parties=5, done_at=None)
    add("mail_runs", event_id=event, kind="thanks", due_at=AT, last_rsvp_id=9, parties=6, done_at=AT)
    add("drive_news", drive_id=drive, words="Sixty coats.", signed="Dana", written_at=AT, last_gift_id=3)
    add("statements", person_id=ana, year=2025, asked_at=AT, sent_at=AT)
    add("statements", person_id=bea, year=2025, asked_at=AT, sent_at=None)
    before = runs()
    upgrade(revision=NUMBER)
    found = rows("SELECT kind, record_id, last_id, reached, sent_at IS NULL FROM broadcasts ORDER BY kind")
    assert [(*row[:4], bool(row[4])) for row in found] == [
        ("events.reminder", event, 7, 5, True),
        ("events.thanks", event, 9, 6, False),
        ("giving.news", drive, 3, 0, True),
        ("giving.statements", chapter, 0, 0, True),
    ]
    due = scheduled.Occasion("events.reminder", event, TODAY)
    assert (due.key,) in rows("SELECT nonce FROM broadcasts")
    downgrade(revision=BEFORE)
    assert runs() == before
    assert rows("SELECT words, signed, last_gift_id FROM drive_news") == [("Sixty coats.", "Dana", 3)]
    assert rows("SELECT person_id FROM statements WHERE sent_at IS NULL") == [(bea,)]


def in_sql(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


def occasions_of(event: Event) -> dict[str, Occasion]:
    """Each mail about ``event`` that is due by the time, by the name that its run had."""
    thanks, week = reminders.thanks_at(event), timedelta(days=7)
    return {
        "reminder": Occasion("events.reminder", event.id, event.starts_at - week),
        "thanks": Occasion("events.thanks", event.id, thanks),
        "missed": Occasion("events.missed", event.id, thanks),
        "hellos": Occasion("hello.say_hello", event.id, schedule.hellos_at(event)),
        "met": Occasion("hello.whom_you_met", event.id, schedule.asked_at(event)),
    }


def test_a_run_of_every_kind_is_found_again_in_whatever_zone_its_time_is_written(site: Flask) -> None:
    upgrade(revision=str(scripts().get_current_head()))
    the_chapter()
    known = occasions_of(an_event())
    kinds = {one.kind for one in known.values()}
    assert kinds | {"volunteering.reminder"} == set(scheduled.scheduled_kinds()), (
        "all that are due by the time"
    )
    assert known["thanks"].at.utcoffset() != timedelta(0), "written in the zone of the event"
    db.session.remove()
    downgrade(revision=BEFORE)
    for name, one in known.items():
        add("mail_runs", event_id=one.record_id, kind=name, due_at=in_sql(one.at), last_rsvp_id=7, parties=5)
    upgrade(revision=str(scripts().get_current_head()))
    assert sorted(rows("SELECT nonce FROM broadcasts")) == sorted((one.key,) for one in known.values())


def test_thanks_go_on_after_the_last_who_was_thanked(site: Flask) -> None:
    upgrade(revision=str(scripts().get_current_head()))
    the_chapter(thanks=True)
    event = an_event(starts_at=TODAY + timedelta(days=1))
    bookings = [a_booking(event, email=f"guest{number}@example.test").id for number in range(4)]
    due = reminders.thanks_at(event)
    number = event.id
    db.session.remove()
    downgrade(revision=BEFORE)
    add("mail_runs", event_id=number, kind="thanks", due_at=in_sql(due), last_rsvp_id=bookings[2], parties=3)
    upgrade(revision=str(scripts().get_current_head()))
    with site.app_context():
        tasks.send_scheduled(due + timedelta(hours=1))
    assert rows("SELECT to_address FROM mails WHERE kind = 'events.thanks'") == [("guest3@example.test",)]
    assert rows("SELECT reached, sent_at IS NULL FROM broadcasts") == [(4, False)]


def test_nobody_who_gave_twice_is_told_twice_what_the_gifts_did(site: Flask) -> None:
    upgrade(revision=str(scripts().get_current_head()))
    the_chapter()
    drive, long = a_drive(), f"{'a' * 60}@{'b' * 60}.test"
    gifts = [a_gift(drive, email=email) for email in ("ana@example.test", long, "ana@example.test", long)]
    gifts.append(a_gift(drive, email="bea@example.test"))
    agrees_to_news(*{gift.email for gift in gifts})
    number, last = drive.id, gifts[1].id
    for email in ("ana@example.test", long):
        with a_writing():
            mail.queue(
                Letter("giving.news", "News", "."), to=("A", email), now=TODAY, dedup_key=f"news-5-{email}"
            )
    db.session.remove()
    downgrade(revision=BEFORE)
    news = {"id": 5, "drive_id": number, "words": "Sixty coats.", "signed": "Dana", "written_at": AT}
    add("drive_news", **news, last_gift_id=last)
    upgrade(revision=str(scripts().get_current_head()))
    downgrade(revision=BEFORE)
    (again,) = rows("SELECT id FROM drive_news")
    assert (f"news-{again[0]}-ana@example.test",) in rows("SELECT once_key FROM mails")
    upgrade(revision=str(scripts().get_current_head()))
    with site.app_context():
        tasks.send_due(TODAY + timedelta(hours=1))
    told = rows("SELECT to_address FROM mails WHERE kind = 'giving.news' ORDER BY id")
    assert told == [("ana@example.test",), (long,), ("bea@example.test",)]


def statements_were_sent(year: int) -> None:
    with a_writing():
        done = Broadcast(
            kind="giving.statements", record_kind="chapter", record_id=1, before={}, after={},
            payload={"year": year}, opened_at=TODAY, sends_at=TODAY, left_at=TODAY, sent_at=TODAY,
        )  # fmt: skip
        db.session.add(done)


def test_whoever_waits_for_a_statement_or_letter_of_a_year_gets_it_and_nobody_else(site: Flask) -> None:
    upgrade(revision=str(scripts().get_current_head()))
    the_chapter()
    names = ("ana", "bea", "cleo", "dora")
    ana, bea, cleo, _ = (a_person(f"{name} B", f"{name}@example.test").id for name in names)
    a_gift(a_drive(), name="dora B", email="dora@example.test")
    treasurer, year, early = a_person().id, TODAY.year, AT - timedelta(days=9)
    statements_were_sent(year)
    db.session.remove()
    downgrade(revision=BEFORE)
    add("statements", person_id=ana, year=year, asked_at=AT, asked_by=ana, sent_at=None)
    add("statements", person_id=bea, year=year, asked_at=AT, asked_by=treasurer, sent_at=None)
    add("statements", person_id=cleo, year=year, asked_at=early, asked_by=treasurer, sent_at=AT)
    milestone = {"person_id": cleo, "kind": "milestone", "number": 50, "words": "", "signed": ""}
    add("thanks", **milestone, asked_at=AT, sent_at=None)
    add(
        "thanks",
        **{**milestone, "kind": "year", "number": year},
        asked_at=AT,
        asked_by=treasurer,
        sent_at=None,
    )
    upgrade(revision=str(scripts().get_current_head()))
    before = rows("SELECT id, person_id, year, asked_at, asked_by FROM statements ORDER BY id")
    with site.app_context():
        tasks.send_due(TODAY + timedelta(hours=1))
        tasks.send_due(TODAY + timedelta(hours=2))
    mailed = rows("SELECT kind, to_address FROM mails WHERE kind LIKE 'giving.s%' OR kind LIKE 'vol%'")
    assert sorted(mailed) == [
        ("giving.statement", "ana@example.test"),
        ("giving.statement", "bea@example.test"),
        ("volunteering.thanks_year", "cleo@example.test"),
    ]
    assert rows("SELECT id, person_id, year, asked_at, asked_by FROM statements ORDER BY id") == before
    assert rows("SELECT person_id, kind FROM thanks") == [(cleo, "year")], "milestones are found anew"
    assert rows("SELECT count(*) FROM broadcasts WHERE sent_at IS NULL") == [(0,)]
    downgrade(revision=BEFORE)
    assert rows("SELECT count(*) FROM statements WHERE sent_at IS NULL") == [(0,)]
