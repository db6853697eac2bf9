"""Hellos follow the room as it fills; each mail goes out once, at its hour."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.events.models import Event
from chapter.hello import tasks
from chapter.hello.broadcasts import SayHelloBroadcast
from chapter.hello.models.hellos import AssignmentRun, Hello
from chapter.hello.queries import hellos
from chapter.hello.rules.schedule import asked_at, hellos_at
from chapter.mail.models import Mail
from chapter.people.models.blocks import Block
from tests.factories import TODAY, an_event, saved, the_chapter
from tests.held_mails import send_scheduled
from tests.hello.guests import a_guest, enters, keep_apart

CHICAGO = ZoneInfo("America/Chicago")


def tomorrow() -> Event:
    return an_event("The Long Table", starts_at=TODAY + timedelta(days=1))


def mails(kind: str) -> list[str]:
    return list(
        db.session.scalars(select(Mail.to_address).where(Mail.kind == kind).order_by(Mail.to_address))
    )


def pairs(event: Event) -> set[frozenset[int]]:
    db.session.expire_all()
    return {frozenset((one.helper_id, one.other_id)) for one in hellos.current_hellos(event.id)}


def test_a_sweep_arranges_once_and_again_when_somebody_comes_blocks_or_is_kept_apart(app: Flask) -> None:
    event = tomorrow()
    ana, bea = a_guest(event), a_guest(event)
    tasks.assign_hellos(TODAY)
    assert pairs(event) == {frozenset((ana.id, bea.id))}
    first = db.session.get_one(AssignmentRun, event.id).fingerprint
    tasks.assign_hellos(TODAY)
    assert db.session.get_one(AssignmentRun, event.id).fingerprint == first

    cleo = a_guest(event)
    tasks.assign_hellos(TODAY)
    assert any(cleo.id in pair for pair in pairs(event))
    saved(Block(person_id=ana.person_id, other_id=cleo.person_id, since=TODAY))
    tasks.assign_hellos(TODAY)
    assert frozenset((ana.id, cleo.id)) not in pairs(event)
    keep_apart(bea, cleo)
    tasks.assign_hellos(TODAY)
    assert pairs(event) == {frozenset((ana.id, bea.id))}


def test_once_the_evening_runs_those_who_are_in_meet_those_who_are_in(app: Flask) -> None:
    event = tomorrow()
    ana, bea, cleo = a_guest(event), a_guest(event), a_guest(event)
    later = event.starts_at + timedelta(minutes=31)
    enters(event, ana, bea)
    tasks.assign_hellos(later)
    assert pairs(event) == {frozenset((ana.id, bea.id))}
    enters(event, cleo)
    tasks.assign_hellos(later)
    assert any(cleo.id in pair for pair in pairs(event))
    tasks.assign_hellos(event.ends_at)
    assert frozenset((ana.id, bea.id)) in pairs(event)


def test_nothing_is_arranged_far_ahead_or_for_what_was_called_off(app: Flask) -> None:
    far = an_event(starts_at=TODAY + timedelta(days=4))
    off = tomorrow()
    for event in (far, off):
        a_guest(event)
        a_guest(event)
    with db.writing():
        off.cancelled_at = TODAY
    tasks.assign_hellos(TODAY)
    assert db.first(select(Hello)) is None


@pytest.mark.parametrize(
    ("starts", "mailed"),
    [("2026-11-25T18:30", "2026-11-25T14:00"), ("2026-11-25T12:00", "2026-11-25T09:00"),
     ("2026-11-25T07:00", "2026-11-24T17:00")],
)  # fmt: skip
def test_hellos_are_mailed_at_an_hour_that_leaves_two(app: Flask, starts: str, mailed: str) -> None:
    event = an_event(starts_at=datetime.fromisoformat(starts).replace(tzinfo=CHICAGO))
    assert hellos_at(event) == datetime.fromisoformat(mailed).replace(tzinfo=CHICAGO)


def test_each_gets_her_hellos_once_and_who_has_none_gets_no_mail(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SayHelloBroadcast, "batch_size", 1)
    event = tomorrow()
    for name in ("ana", "bea"):
        a_guest(event, email=f"{name}@example.test")
    at = hellos_at(event)
    tasks.assign_hellos(at)
    assert send_scheduled(at - timedelta(minutes=1), "hello.") == 0
    while send_scheduled(at, "hello."):
        pass
    assert mails("hello.say_hello") == ["ana@example.test", "bea@example.test"]
    assert send_scheduled(at + timedelta(minutes=5), "hello.") == 0
    alone = an_event(starts_at=event.starts_at)
    a_guest(alone, email="cleo@example.test")
    while send_scheduled(at, "hello."):
        pass
    assert "cleo@example.test" not in mails("hello.say_hello")


def test_where_nobody_is_thanked_those_who_came_are_asked_once_the_next_morning(app: Flask) -> None:
    the_chapter(thanks=False)
    event = tomorrow()
    came = a_guest(event, email="ana@example.test")
    a_guest(event, email="home@example.test")
    enters(event, came)
    at = asked_at(event)
    assert at.astimezone(CHICAGO).hour == 10
    assert send_scheduled(at - timedelta(minutes=1), "hello.") == 0
    while send_scheduled(at, "hello."):
        pass
    assert mails("hello.whom_you_met") == ["ana@example.test"]
    assert send_scheduled(at + timedelta(days=3), "hello.") == 0
