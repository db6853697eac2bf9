"""What can't work is said in one sentence before anything is served, and whoever looks after the machine is
told what to do."""

import errno
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

import config
import config_addresses as addresses
from chapter import db, migration_status, startup_checks
from chapter.settings.models import Chapter
from tests.conftest import SETTINGS
from tests.further_applications import application
from tests.proof.processes import free_port

HERE = Path(__file__).resolve().parents[1]
LIVE = {**SETTINGS, "CHAPTER_ENV": "production", "BASE_URL": "https://chapter.test"}
ENDS_WITHIN_SECONDS = 60
WEB = ("gunicorn", "wsgi:app")
COMMAND = ("flask", "--app", "wsgi")
SETUP = ("setup", "--director-email", "ana@example.test", "--chapter-name", "Ours")


def started(*command: str, **around: str) -> tuple[int, str]:
    """Exit status of a real program, and what it said."""
    return started_in(HERE, *command, **around)


def started_in(folder: Path, *command: str, **around: str) -> tuple[int, str]:
    """Run a command of the program in ``folder``: its exit code, and what it said."""
    program = [sys.executable, "-m", *command]
    environment = {"PATH": "/usr/bin:/bin", **SETTINGS, **around}
    done = subprocess.run(  # noqa: S603 - our own command
        program, cwd=folder, env=environment, capture_output=True, text=True, timeout=ENDS_WITHIN_SECONDS,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def empty(tmp_path: Path) -> str:
    """The address of a database without tables."""
    return f"sqlite:///{tmp_path / 'chapter.sqlite'}"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with its tables."""
    file = tmp_path_factory.mktemp("begun") / "chapter.sqlite"
    status, said = started(*COMMAND, "db", "upgrade", DATABASE_URL=f"sqlite:///{file}")
    assert status == 0, said
    assert rights(file) == {"chapter.sqlite": "0o600"}, "a new database is its user's alone"
    return file


@pytest.fixture
def made(begun: Path, empty: str) -> str:
    """The address of such a database, of this test's own."""
    shutil.copyfile(begun, empty.removeprefix("sqlite:///"))
    return empty


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("program", "wrong"),
    [
        (WEB, {"DATABASE_URL": "nonsense"}),
        ((*COMMAND, "web"), {"WEB_CONCURRENCY": "many"}),
        (WEB, {"PORT": "70000", "BIND": "127.0.0.1"}),
        (WEB, {"SECRET_KEY_FALLBACKS": "x"}),
        ((*COMMAND, "worker"), {"DATABASE_URL": "sqlite:////proc/1/chapter.sqlite"}),
        ((*COMMAND, "worker"), {"WEB_CONCURRENCY": "0"}),
        ((*COMMAND, "rebuild-directory"), {"BASE_URL": "https://example.org/a"}),
        ((*COMMAND, "db", "upgrade"), {"TRUSTED_PROXIES": "all"}),
        ((*COMMAND, "db", "upgrade"), {"DATABASE_URL": "postgresql://ana:hidden@127.0.0.1:1/chapter"}),
    ],
    ids=str,
)
def test_the_real_programs_say_it_in_one_line_and_don_t_try_again(
    program: tuple[str, ...], wrong: dict[str, str], empty: str
) -> None:
    status, said = started(*program, **{"DATABASE_URL": empty, **wrong})
    assert status == startup_checks.EXIT_STATUS, said
    assert said.startswith("Chapter can't start: ")
    assert "Traceback" not in said
    assert "hidden" not in said


def set_revision(url: str, revision: str) -> None:
    """Make the database one that an earlier or a later Chapter left."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as line:
        line.execute("UPDATE alembic_version SET version_num = ?", [revision])


@pytest.mark.sqlite
@pytest.mark.parametrize("program", [WEB, (*COMMAND, "web"), (*COMMAND, "worker")], ids=str)
def test_pages_and_worker_don_t_start_before_the_database_is_migrated(
    program: tuple[str, ...], made: str, app: Flask
) -> None:
    before = migration_status.known_revisions()[-4]
    set_revision(made, before)
    status, said = started(*program, DATABASE_URL=made)
    assert status == startup_checks.EXIT_STATUS
    assert said == "Chapter can't start: 3 migrations are pending. Run: flask --app wsgi db upgrade\n"


@pytest.mark.sqlite
def test_a_database_of_a_newer_chapter_is_said(made: str) -> None:
    set_revision(made, "9999")
    for program in (WEB, (*COMMAND, "db", "upgrade"), (*COMMAND, *SETUP)):
        status, said = started(*program, DATABASE_URL=made)
        assert status == startup_checks.EXIT_STATUS
        assert said.startswith(
            "Chapter can't start: the database belongs to a newer Chapter (migration 9999)"
        )


@pytest.mark.sqlite
def test_an_empty_database_is_said_and_what_is_no_database(empty: str) -> None:
    status, said = started(*WEB, DATABASE_URL=empty)
    assert status == startup_checks.EXIT_STATUS
    assert "the database has no tables yet. Run: flask --app wsgi setup --director-email" in said
    Path(empty.removeprefix("sqlite:///")).write_text("This is a letter, and no database." * 99)
    for program in (WEB, (*COMMAND, "db", "upgrade"), (*COMMAND, *SETUP)):
        status, said = started(*program, DATABASE_URL=empty)
        assert status == startup_checks.EXIT_STATUS
        assert "doesn't answer, or isn't a Chapter database (DatabaseError SQLITE_NOTADB)" in said
        assert "Traceback" not in said


@pytest.mark.sqlite
def test_tables_are_made_without_keys_and_no_keys_with_them(empty: str, tmp_path: Path) -> None:
    folder = tmp_path / "chapter"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns(".*", "instance", "tests", "docs", "bench"))
    none = {"DATABASE_URL": empty, "SECRET_KEY": "", "ENCRYPTION_KEY": ""}
    status, said = started_in(folder, *COMMAND, "db", "upgrade", **none)
    assert status == 0, said
    assert not list(folder.glob("instance/*key"))
    status, said = started_in(folder, *COMMAND, "worker", **none)
    assert (status, "SECRET_KEY is missing" in said) == (startup_checks.EXIT_STATUS, True)


@pytest.mark.sqlite
@pytest.mark.parametrize("place", ["unix:/nowhere/chapter.sock", "192.0.2.1", "nowhere.invalid"])
def test_a_place_where_pages_can_t_be_served_is_said(made: str, place: str) -> None:
    status, said = started(*WEB, DATABASE_URL=made, BIND=place)
    assert status == startup_checks.EXIT_STATUS
    assert "Chapter can't start: pages can't be served at" in said
    assert "Traceback" not in said


def test_that_another_listens_there_is_left_to_the_server(tmp_path: Path) -> None:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        addresses.check_place(f"127.0.0.1:{line.getsockname()[1]}")
    addresses.check_place(f"unix:{tmp_path}/chapter.sock")
    (tmp_path / "chapter.sock").write_text("")
    with pytest.raises(addresses.SettingsError, match="something else is there"):
        addresses.check_place(f"unix:{tmp_path}/chapter.sock")


@pytest.mark.sqlite
def test_commands_that_mend_a_database_start_all_the_same(made: str, app: Flask) -> None:
    set_revision(made, migration_status.known_revisions()[0])
    status, said = started(*COMMAND, "db", "current", DATABASE_URL=made)
    assert (status, migration_status.known_revisions()[0] in said) == (0, True), said


def test_the_names_of_migrations_are_their_revisions_one_after_the_other(app: Flask) -> None:
    for revision, before in zip(
        migration_status.known_revisions(), [None, *migration_status.known_revisions()], strict=False
    ):
        code = next((HERE / "migrations" / "versions").glob(f"{revision}_*.py")).read_text()
        assert f'revision = "{revision}"' in code.replace("'", '"')
        assert f"down_revision = {before!r}".replace("'", '"') in code.replace("'", '"')
    assert migration_status.current_status() == migration_status.MigrationStatus(
        migration_status.known_revisions()[-1]
    )


def test_the_sample_chapter_is_neither_built_nor_served_in_production(app: Flask, empty: str) -> None:
    status, said = started(*COMMAND, "demo", "build", **{**LIVE, "DATABASE_URL": empty})
    assert status == 1
    assert "is not built in production: the password of its accounts is published" in said
    assert not Path(empty.removeprefix("sqlite:///")).exists()

    startup_checks.check_ready(app)
    with db.writing():
        db.session.execute(update(Chapter).values(sample=True))
    startup_checks.check_ready(app)
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    refused = pytest.raises(startup_checks.CannotStart, match="is the sample chapter")
    with application(config.load({**LIVE, "DATABASE_URL": address})) as live, refused:
        startup_checks.check_ready(live)


def test_where_nobody_restarts_what_can_t_start_it_says_how_the_server_is_silent(app: Flask) -> None:
    settings = config.load({**SETTINGS, "DATABASE_URL": "postgresql://ana:secret@127.0.0.1:1/a"})
    said = r"postgresql\+psycopg://ana:\*\*\*@127\.0\.0\.1:1/a doesn't"
    with application(settings) as silent, pytest.raises(startup_checks.CannotStart, match=said):
        startup_checks.check_database(silent)


def rights(*paths: Path) -> dict[str, str]:
    """Who may do what with each."""
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in paths}


@pytest.mark.sqlite
def test_a_database_and_a_folder_that_others_could_read_are_closed_when_it_starts(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o755)
    names = ("chapter.sqlite", "chapter.sqlite-wal", "copy.sqlite", "secret_key", "demo-stripe.sqlite")
    elsewhere = [tmp_path / f"elsewhere.sqlite{ending}" for ending in ("", "-wal", "-shm")]
    files = [*(instance / name for name in names), *elsewhere]
    for file in files:
        file.write_text("")
        file.chmod(0o664)
    monkeypatch.setattr(config, "INSTANCE", instance)
    before = os.umask(0o022)
    try:
        assert config.close_to_others(f"sqlite:///{elsewhere[0]}") == []
        (instance / "later.sqlite").write_text("")
    finally:
        os.umask(before)
    assert set(rights(*files, instance / "later.sqlite").values()) == {"0o600"}
    assert rights(instance) == {"instance": "0o700"}


@pytest.mark.sqlite
def test_what_stays_open_where_nothing_can_be_written_is_said(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def read_only(*_args: object, **_more: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    tmp_path.chmod(0o755)
    monkeypatch.setattr(config, "INSTANCE", tmp_path)
    monkeypatch.setattr(Path, "chmod", read_only)
    before = os.umask(0o022)
    try:
        assert config.close_to_others("postgresql://ana@host/name") == [str(tmp_path)]
    finally:
        os.umask(before)


@pytest.mark.sqlite
def test_what_a_running_database_makes_beside_itself_is_its_user_s_alone(made: str) -> None:
    file = Path(made.removeprefix("sqlite:///"))
    file.chmod(0o644)
    port = free_port()
    web = serve(made, PORT=str(port))
    try:
        assert within(ENDS_WITHIN_SECONDS, lambda: answers(port))
        beside = [file, Path(f"{file}-wal"), Path(f"{file}-shm")]
        assert set(rights(*beside).values()) == {"0o600"}
    finally:
        web.send_signal(signal.SIGTERM)
        assert web.wait(30) == 0


def serve(url: str, **around: str) -> "subprocess.Popen[bytes]":
    """The pages, as the README says."""
    environment = {"PATH": "/usr/bin:/bin", **SETTINGS, "DATABASE_URL": url, **around}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "web", "--log-level", "warning"]
    return subprocess.Popen(command, cwd=HERE, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - ours


def within(seconds: float, happens: Callable[[], bool]) -> bool:
    """Whether it happens within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if happens():
            return True
        time.sleep(0.1)
    return False


def answers(port: int) -> bool:
    """Whether pages are served there, with a database behind them."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/readyz")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()
