"""A record that two change at once: its version rises by itself, and what somebody else saved is never
overwritten by one who has not read it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, update

from chapter import db
from chapter.applications.models import WelcomeMail
from chapter.events.models import Event
from chapter.giving.models import Drive
from chapter.levels.models import Level
from chapter.levels.rules import levels
from chapter.membership.models.settings import MembershipSettings
from chapter.membership.rules import settings as membership_settings
from chapter.people.models import Person
from chapter.people.models.profile import Profile
from chapter.people.rules import profiles
from chapter.refusal import EditConflict
from chapter.settings.models import Chapter
from chapter.shifts.models import Opportunity
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_writing, saved
from tests.giving.drives import a_drive
from tests.membership.members import a_level
from tests.shifts.shifts import an_opportunity

pytestmark = pytest.mark.every_case


def some_settings() -> MembershipSettings:
    with a_writing():
        return membership_settings.change_settings(
            reminder_days=[30], join_words="", dues_words="", by=GUEST, now=TODAY
        )


def a_profile() -> Profile:
    with a_writing():
        return profiles.profile_of(factories.a_person(), now=TODAY)


def a_welcome() -> WelcomeMail:
    return saved(WelcomeMail(days=1, subject="Welcome", text="Good to have you.", created_at=TODAY))


RECORDS: dict[type[Any], tuple[Callable[[], Any], str]] = {
    Chapter: (factories.the_chapter, "tagline"),
    Person: (factories.a_person, "title"),
    Profile: (a_profile, "about"),
    Event: (factories.an_event, "place"),
    Level: (a_level, "name"),
    MembershipSettings: (some_settings, "join_words"),
    WelcomeMail: (a_welcome, "subject"),
    Drive: (a_drive, "title"),
    Opportunity: (an_opportunity, "place"),
}
"""How a record of each kind is made, and a column that is edited."""

each = pytest.mark.parametrize(("make", "name"), RECORDS.values(), ids=[one.__name__ for one in RECORDS])


def test_each_kind_that_has_a_version_is_tried_here() -> None:
    assert set(db.Versioned.__subclasses__()) == RECORDS.keys()
    for kind in RECORDS:
        assert inspect(kind).version_id_col is kind.__table__.c.version


@each
@pytest.mark.usefixtures("app")
def test_the_version_rises_with_a_change_and_stays_without(make: Callable[[], Any], name: str) -> None:
    record = make()
    before = record.version
    for _ in range(2):
        with db.writing():
            db.session.refresh(record)
            setattr(record, name, "Another")
        assert record.version == before + 1


def other_saves(kind: type[Any], number: int, name: str) -> None:
    """What another transaction does to the row, as far as hers can tell."""
    newer = update(kind).where(inspect(kind).primary_key[0] == number)
    db.session.execute(
        newer.values({name: "The other’s", "version": kind.version + 1}),
        execution_options={"synchronize_session": False},
    )


def changes(record: Any, name: str, meanwhile: Callable[[], None]) -> None:
    """Read the record, let somebody else save, then write what she typed."""
    with db.writing():
        db.session.refresh(record)
        meanwhile()
        setattr(record, name, "Hers")


@each
@pytest.mark.usefixtures("app")
def test_what_changed_since_it_was_read_is_not_overwritten(make: Callable[[], Any], name: str) -> None:
    record = make()
    kind, number = type(record), inspect(record).identity[0]
    before = getattr(record, name)
    with pytest.raises(EditConflict, match="changed somewhere else"):
        changes(record, name, lambda: other_saves(kind, number, name))
    db.session.expire_all()
    assert getattr(db.session.get_one(kind, number), name) == before, "and all of it is undone"


@each
@pytest.mark.postgresql
@pytest.mark.usefixtures("app")
def test_of_two_who_read_before_either_wrote_the_second_is_told(make: Callable[[], Any], name: str) -> None:
    """No lock is held here: the version alone tells them apart."""
    record = make()
    kind, number = type(record), inspect(record).identity[0]

    def saves() -> None:
        newer = update(kind).where(inspect(kind).primary_key[0] == number)
        with db.database.engine.begin() as other:
            other.execute(newer.values({name: "The other’s", "version": kind.version + 1}))

    with pytest.raises(EditConflict, match="changed somewhere else"):
        changes(record, name, saves)
    db.session.expire_all()
    assert getattr(db.session.get_one(kind, number), name) == "The other’s"


def test_the_form_of_the_second_is_shown_again_with_all_that_was_typed(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    level = a_level("Friend")
    number = level.id
    factories.sign_in(client, "director")
    form = client.get(f"/office/members/levels/{level.slug}/edit").form("/edit").fill(name="Neighbor")
    monkeypatch.setattr(levels, "_check", lambda *_: other_saves(Level, number, "summary"))
    page = form.press()
    assert page.status == 422
    assert "changed somewhere else while you had it open" in page.main
    monkeypatch.undo()
    again = page.form("/edit")
    assert again.values["name"] == "Neighbor"
    assert again.press().status == 200
    assert db.session.scalar(select(Level.name).where(Level.id == number)) == "Neighbor"


@pytest.mark.usefixtures("app")
def test_a_drive_of_which_only_the_amounts_changed_has_a_newer_version() -> None:
    drive = a_drive()
    before = drive.version
    with db.writing():
        db.raise_version(drive)
    assert drive.version == before + 1


def test_a_lock_reads_a_record_anew_that_somebody_else_changed_since_it_was_read(app: Flask) -> None:
    event = factories.an_event()
    with db.writing():
        assert event.version == 1
        elsewhere = update(Event).values(version=Event.version + 1, title="Another")
        db.session.execute(elsewhere, execution_options={"synchronize_session": False})
        assert event.version == 1, "read before"
        assert db.lock(event) is event
        assert (event.version, event.title) == (2, "Another")
        event.title = "Ours"
    assert event.version == 3
