"""Mails to many that were under way before they had one table go on where they were, and come back."""

from typing import Any

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from chapter import db
from chapter.broadcasts import scheduled
from tests.factories import TODAY, a_person, an_event, the_chapter
from tests.giving.drives import a_drive
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
    the_chapter()
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
    ]
    due = scheduled.Occasion("events.reminder", event, TODAY)
    assert (due.key,) in rows("SELECT nonce FROM broadcasts")
    assert rows("SELECT person_id FROM statements") == [(ana,)], (
        "the other has none yet, and can be asked for"
    )
    downgrade(revision=BEFORE)
    assert runs() == before
    assert rows("SELECT words, signed, last_gift_id FROM drive_news") == [("Sixty coats.", "Dana", 3)]
    assert rows("SELECT count(*) FROM statements WHERE sent_at IS NULL") == [(0,)]
