"""The application does not start while a table says nothing of the people in it."""

from collections.abc import Callable

import pytest
from flask import Flask

from chapter import audit, db
from chapter.accounts.models import Account
from chapter.levels.models import Level
from chapter.membership.models.applications import Application
from chapter.people import personal_data
from chapter.people.models.notes import Note, Tag, Task
from chapter.people.models.profile import Profile
from chapter.personal_data import erasure, registry, rows
from chapter.personal_data.declarations import (
    Declaration,
    NotExported,
    NotPersonal,
    PersonalTable,
    TooLong,
)
from chapter.personal_data.subjects import Subject, of_people, typed_under_it
from chapter.privacy import queries
from tests.factories import GUEST, TODAY, a_booking, a_person, an_account, an_event
from tests.statement_count import counted

EMAIL = "ana@example.test"
MOST_FOR_ONE_BOOKING = 20
"""Statements that erase a guest with one booking ahead, however many tables there are."""


@pytest.fixture
def another_app(app: Flask) -> Flask:
    """The application with declarations that a test may change."""
    known = app.extensions[registry.EXTENSION]
    other = Flask("other")
    other.config.update(app.config)
    other.extensions = {**app.extensions, registry.EXTENSION: dict(known), "personal_data.statements": {}}
    return other


def test_it_does_not_start_with_a_table_that_nobody_declared(another_app: Flask) -> None:
    registry.guard(another_app)
    del another_app.extensions[registry.EXTENSION]["promises"]
    with pytest.raises(registry.Undeclared, match="promises: no word"):
        registry.guard(another_app)


def test_it_does_not_start_with_a_table_that_is_declared_twice(another_app: Flask) -> None:
    with pytest.raises(registry.Undeclared, match="people is declared twice"):
        registry.register(another_app, *personal_data.TABLES)


LACKING: dict[str, Callable[[], Declaration]] = {
    "tasks.doer_id: no word whose it is": lambda: PersonalTable(
        Task, export="tasks", whose=of_people(Task.person_id)
    ),
    "profiles.phone: no word whose it is": lambda: NotPersonal(Profile, reason="what they say"),
    "levels.name: no word whose it is": lambda: NotPersonal(Level, reason="what one can be a member at"),
    "accounts.password_hash: no word whether it is secret": lambda: PersonalTable(
        Account, export="accounts", whose=of_people(Account.person_id)
    ),
    "tags.key: no word whether it is secret": lambda: PersonalTable(
        Tag, export="tags", whose=of_people(Tag.person_id)
    ),
    "notes.words: no word how long it may be": lambda: PersonalTable(
        Note, export="notes", whose=of_people(Note.person_id)
    ),
    "notes.wrods: no such column": lambda: PersonalTable(
        Note, export="notes", whose=of_people(Note.person_id), longest={"wrods": 1}
    ),
    "notes: no word under which name it is exported": lambda: PersonalTable(
        Note, whose=of_people(Note.person_id), longest={"words": 1}
    ),
    "applications: no word what stops a stranger": lambda: PersonalTable(
        Application, export="applications", whose=typed_under_it(Application.email_key)
    ),
}
"""What is said when a declaration forgets something, with one that forgets it."""


@pytest.mark.parametrize("fault", LACKING)
def test_it_does_not_start_with_a_declaration_that_forgets_a_column(app: Flask, fault: str) -> None:
    assert fault in registry.faults_of(LACKING[fault]())


def test_what_is_not_exported_gives_its_reason(app: Flask) -> None:
    for one in registry.personal_tables():
        if isinstance(one.export, NotExported):
            assert len(one.export.reason.split()) > 3, one.table.name


def test_a_text_longer_than_its_table_allows_is_not_saved(app: Flask) -> None:
    ana, author = a_person(), a_person()

    def write(length: int) -> None:
        with db.writing():
            db.session.add(
                Note(
                    person_id=ana.id,
                    written_by=author.id,
                    words="x" * length,
                    private=False,
                    written_at=TODAY,
                )
            )

    write(4000)
    with pytest.raises(TooLong, match="4000 characters, not 4001"):
        write(4001)


def test_the_log_holds_nothing_that_opens_something(app: Flask) -> None:
    account = an_account()
    with pytest.raises(audit.SecretLogged, match="accounts: password_hash"), db.writing():
        audit.record("changed", account, by=GUEST, now=TODAY, after={"password_hash": "of hers"})


def _erase(key: str) -> list[str]:
    with db.writing(), counted() as sent:
        erasure.erase(queries.guests_of(queries.data_under(key)), by=GUEST, now=TODAY)
    return sent


def test_a_table_that_holds_nothing_of_her_costs_no_statement(app: Flask) -> None:
    a_booking(an_event(), name="Ana Ruiz", email=EMAIL)
    theirs = rows.ids_of(queries.guests_of(queries.data_under(EMAIL)))
    with_all = _erase(EMAIL)
    assert len(with_all) <= MOST_FOR_ONE_BOOKING
    a_booking(an_event(), name="Ana Ruiz", email=EMAIL)
    known = app.extensions[registry.EXTENSION]
    statements = app.extensions.pop("personal_data.statements")
    app.extensions[registry.EXTENSION] = {name: one for name, one in known.items() if name in theirs}
    try:
        assert len(_erase(EMAIL)) == len(with_all)
    finally:
        app.extensions.update({registry.EXTENSION: known, "personal_data.statements": statements})


def test_who_shares_nothing_with_anybody_has_no_rows(app: Flask) -> None:
    a_booking(an_event(), name="Ana Ruiz", email=EMAIL)
    assert rows.ids_of(Subject(key="")) == {}
    assert not any(rows.exported_rows(Subject(key="", addresses=[""])).values())
    assert rows.is_known(EMAIL)
    assert not rows.is_known("nobody@example.test")
