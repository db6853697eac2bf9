"""What is typed on the machine: setup, worker, the sample chapter, and how each says no."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, delete, func, select, text

import config
from chapter import db
from chapter.accounts.models import Account
from chapter.people.models import Person
from chapter.settings.models import Chapter
from tests import factories
from tests.conftest import SETTINGS
from tests.further_applications import application

HERE = Path(__file__).resolve().parents[1]


@pytest.fixture
def nothing_yet(app: Flask) -> Flask:
    """A database without a chapter."""
    with db.writing():
        db.session.execute(delete(Chapter))
    return app


def run(app: Flask, *words: str) -> tuple[int, str]:
    """Exit status of ``flask …``, and what it answered, without the lines of the log beside it."""
    db.session.remove()
    result = app.test_cli_runner().invoke(args=words)
    db.session.remove()
    return result.exit_code, result.stdout if result.exit_code == 0 else result.output


def test_setup_says_what_it_did_and_may_be_repeated(nothing_yet: Flask) -> None:
    words = ("setup", "--director-email", "ana@example.test", "--chapter-name", "Prairie Network")
    status, output = run(nothing_yet, *words)
    assert status == 0
    assert "http://chapter.test/invitation/" in output
    assert run(nothing_yet, *words)[0] == 0
    assert db.session.scalars(select(Chapter.name)).all() == ["Prairie Network"]


def test_setup_for_somebody_else_says_who_can_help(nothing_yet: Flask) -> None:
    run(nothing_yet, "setup", "--director-email", "ana@example.test", "--chapter-name", "Prairie Network")
    status, output = run(
        nothing_yet, "setup", "--director-email", "bea@example.test", "--chapter-name", "Prairie Network"
    )
    assert status == 1
    assert "already has a managing director" in output
    assert "Traceback" not in output


def test_on_the_machine_a_lost_second_factor_is_taken_away(app: Flask) -> None:
    account = factories.an_account("director")
    status, output = run(app, "take-away-second-factor", account.email)
    assert (status, output.split(" ")[0]) == (0, account.email)
    assert db.session.scalars(select(Account.secured_at)).one() is None
    for email in (account.email, "nobody@example.test"):
        status, output = run(app, "take-away-second-factor", email)
        assert status == 1
        assert "Traceback" not in output


def test_the_sample_is_built_at_the_size_that_is_asked_for(nothing_yet: Flask) -> None:
    status, output = run(nothing_yet, "demo", "build", "--people", "30", "--years", "1", "--seed", "7")
    assert status == 0, output
    assert output.startswith("30 people, ")
    assert db.session.scalar(select(func.count()).select_from(Person)) == 30


def test_the_sample_is_not_built_into_a_chapter_that_stands(app: Flask) -> None:
    status, output = run(app, "demo", "build")
    assert status == 1
    assert "There is a chapter in this database already." in output


def test_setup_makes_the_keys_before_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "INSTANCE", tmp_path / "instance")
    monkeypatch.setattr(config, "surroundings", lambda: {"BASE_URL": "https://chapter.test"})
    monkeypatch.setattr(sys, "argv", ["flask", "--app", "wsgi", "worker"])
    with pytest.raises(config.SettingsError, match="SECRET_KEY is missing"):
        config.load()
    monkeypatch.setattr(sys, "argv", ["flask", "--app", "wsgi", "setup"])
    made = config.load()
    assert config.load() == made
    assert made["ENCRYPTION_KEYS"] != [made["SECRET_KEY"]]
    for name in ("secret_key", "encryption_key"):
        assert (tmp_path / "instance" / name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("key", ["", "short", "a" * 64, f"{SETTINGS['SECRET_KEY']}, weak"])
def test_a_missing_or_weak_key_to_seal_with_is_refused(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "INSTANCE", tmp_path)
    with pytest.raises(config.SettingsError, match="ENCRYPTION_KEY is missing or weak"):
        config.load({**SETTINGS, "ENCRYPTION_KEY": key})


def test_staff_need_a_second_factor_everywhere_but_in_the_demo() -> None:
    for kind, needed in (("production", True), ("test", True), ("demo", False)):
        assert config.load({**SETTINGS, "CHAPTER_ENV": kind})["STAFF_NEED_SECOND_FACTOR"] is needed


def test_a_server_that_can_t_start_says_so_in_one_line_and_stops_trying() -> None:
    environment = {"CHAPTER_ENV": "production", "SECRET_KEY": "weak", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", "import wsgi"]
    result = subprocess.run(  # noqa: S603 - our own command
        command, cwd=HERE, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 3
    assert result.stderr.startswith("Chapter can't start: ")
    assert "Traceback" not in result.stderr


def test_the_worker_sends_what_is_due_and_ends_when_told(tmp_path: Path) -> None:
    environment = {
        **{name: str(value) for name, value in SETTINGS.items()},
        "DATABASE_URL": f"sqlite:///{tmp_path / 'worker.sqlite'}",
        "PATH": "/usr/bin:/bin",
    }
    with application(config.load(environment)) as prepared:
        status, output = run_setup(prepared)
    assert status == 0, output
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    worker = subprocess.Popen(command, cwd=HERE, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        assert kept_within(30, environment["DATABASE_URL"])
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(15) == 0
    finally:
        worker.kill()


def run_setup(app: Flask) -> tuple[int, str]:
    """A new chapter, and with it one mail in the outbox."""
    result = app.test_cli_runner().invoke(
        args=["setup", "--director-email", "ana@example.test", "--chapter-name", "Prairie Network"]
    )
    with app.app_context():
        db.session.remove()
        db.database.engine.dispose()
    return result.exit_code, result.output


def kept_within(seconds: float, url: str) -> bool:
    """Whether the one mail has left within ``seconds``."""
    engine = create_engine(url)
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            with engine.connect() as connection:
                if connection.scalar(text("SELECT count(*) FROM mails WHERE sent_at IS NOT NULL")) == 1:
                    return True
            time.sleep(0.2)
        return False
    finally:
        engine.dispose()
