"""Of an error of the database the log tells its kind and where it stood, never what stood in the row."""

import json
from collections.abc import Callable

import pytest
import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError, OperationalError

from chapter import db
from chapter.logs import database_errors
from chapter.web.access import allow, everyone
from tests import factories
from tests.browser import Browser

HERS = "Zenobia"


def the_same_account_twice() -> None:
    """The email of an account is nobody else's: PostgreSQL writes it into its DETAIL."""
    account = factories.an_account(email=f"{HERS}@example.test")
    other = factories.an_account()
    with db.writing():
        other.email_key = account.email_key


def plain(raised: Callable[[], None]) -> None:
    raised()


def quoted_by_another(raised: Callable[[], None]) -> None:
    try:
        raised()
    except DBAPIError as error:
        raise RuntimeError(f"could not: {error}") from error


def beside_others(raised: Callable[[], None]) -> None:
    try:
        raised()
    except DBAPIError as error:
        raise ExceptionGroup("several", [ValueError("x"), error]) from None


def noted(raised: Callable[[], None]) -> None:
    try:
        raised()
    except DBAPIError as error:
        error.add_note(f"while: {error.orig}")
        raise


@pytest.mark.every_case
@pytest.mark.parametrize("way", [plain, quoted_by_another, beside_others, noted])
def test_a_row_that_clashes_is_not_told_to_the_log(
    app: Flask, capsys: pytest.CaptureFixture[str], way: Callable[[Callable[[], None]], None]
) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - whichever
        way(the_same_account_twice)
    structlog.get_logger().error("job_failed", exc_info=raised.value)
    line = capsys.readouterr().out.splitlines()[-1]
    assert HERS.lower() not in line.lower()
    assert "DETAIL" not in line
    assert "IntegrityError" in line
    assert "email_key" in line, "which constraint it was"
    assert "test_database_errors.py" in line, "where it happened"


def test_it_says_which_constraint(app: Flask) -> None:
    with pytest.raises(DBAPIError) as raised:
        the_same_account_twice()
    told = database_errors.describe(raised.value)
    assert told["error"] == "IntegrityError"
    assert told["sqlstate"] in {"23505", "SQLITE_CONSTRAINT_UNIQUE"}
    assert "email_key" in told["constraint"]


def test_a_fault_on_a_page_tells_the_log_nothing_of_the_row(
    app: Flask, client: Browser, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DBAPIError) as raised:
        the_same_account_twice()

    def clash() -> str:
        raise raised.value

    monkeypatch.setitem(app.view_functions, "site.home", allow(everyone)(clash))
    page = client.send("GET", "/", check=False)
    said = capsys.readouterr().out
    assert page.status == 500
    assert '"event": "fault"' in said
    assert "email_key" in said, "it is the clash that was told"
    assert HERS.lower() not in said.lower()


def test_a_database_that_is_away_is_told_by_its_kind_alone() -> None:
    error = OperationalError("SELECT 1", {}, Exception(f"connection to {HERS} refused"))
    assert database_errors.describe(error) == {"error": "OperationalError"}
    assert HERS not in json.dumps(database_errors.without_driver_words([str(error), str(error.orig)], error))


def test_other_errors_are_told_in_their_own_words() -> None:
    assert database_errors.without_driver_words({"a": ["no such thing"]}, KeyError("no such thing")) == {
        "a": ["no such thing"]
    }
