"""What the door noted is told to her whom it is about, and helpers are forgotten in time."""

import json
from datetime import timedelta

from flask import Flask

from chapter import db
from chapter.audit import Entry
from chapter.privacy import exports, queries, rules
from tests.checkin.checkins import a_link, came_in, take, tonight
from tests.factories import TODAY, a_booking

YEAR = timedelta(days=365)


def test_she_is_told_when_she_came_in(app: Flask) -> None:
    event = tonight()
    ana = a_booking(event, email="ana@example.test")
    take(event, came_in(ana))
    told = json.loads(exports.as_json(queries.data_under("ana@example.test")))
    (move,) = told["at_the_door"]
    assert move["kind"] == "in"
    assert "nonce" not in move
    assert told["bookings"][0]["came"] == 1


def test_a_helpers_name_goes_a_year_after_the_event(app: Flask) -> None:
    event = tonight()
    link = a_link(event, "Halina Wolska")
    with db.writing():
        assert rules.forget_old(now=event.ends_at + YEAR, days=365) == 0
    with db.writing():
        assert rules.forget_old(now=event.ends_at + YEAR + timedelta(hours=1), days=365) == 1
    db.session.expire_all()
    assert link.helper == ""
    said = [entry.values.after for entry in db.session.query(Entry) if entry.values is not None]
    assert "Halina" not in json.dumps(said, default=str)
    assert event.starts_at > TODAY
