"""Addresses among the settings: of the site, of the database, of where gunicorn listens. Whether each has a
form that works, said in a sentence before anything is served."""

import errno
import os
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

LARGEST_PORT = 65535
A_PLACE = re.compile(r"unix:/.+|(?P<host>\[[0-9a-fA-F:.]+\]|[\w.-]+)(?P<port>:\d{1,5})?", re.ASCII)
POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}
OF_A_FILE = {"uri"}
"""Options of a database in a file. How long it waits, and that it is written, is Chapter's to say."""

OF_A_SERVER = {
    "application_name", "channel_binding", "client_encoding", "connect_timeout",
    "fallback_application_name", "gssdelegation", "gssencmode", "gsslib", "host", "hostaddr", "keepalives",
    "keepalives_count", "keepalives_idle", "keepalives_interval", "krbsrvname", "load_balance_hosts",
    "max_protocol_version", "min_protocol_version", "options", "passfile", "port", "require_auth",
    "requirepeer", "service", "ssl_max_protocol_version", "ssl_min_protocol_version", "sslcert",
    "sslcertmode", "sslcompression", "sslcrl", "sslcrldir", "sslkey", "sslmode", "sslnegotiation",
    "sslpassword", "sslrootcert", "sslsni", "target_session_attrs", "tcp_user_timeout", "dbname",
    "password", "user",
}  # fmt: skip
"""Options of PostgreSQL's own, as libpq names them."""

CONNECT_WITHIN_SECONDS = 4
"""As long as a page waits for a lock (chapter/db.py)."""

NO_DATABASE = (
    "DATABASE_URL isn't a database: it must be postgresql://user:password@host/name (an @, :, / or % in the "
    "password is written %40, %3A, %2F, %25) or sqlite:////folder/chapter.sqlite."
)


class SettingsError(Exception):
    """The installation can't start as it is set up; the sentence says what to change."""


def of_the_site(given: str) -> str:
    """``given`` without a slash at its end. Raises SettingsError unless it is scheme and host alone."""
    url = given.rstrip("/")
    if not _is_an_origin(url):
        shown = "not an address" if "@" in given else repr(given)
        raise SettingsError(
            f"BASE_URL is {shown}; it must begin with https:// and name a host, such as "
            "https://chapter.example.org, with nothing after it: Chapter needs its own host name."
        )
    return url


def _is_an_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        alone = f"{parts.scheme}://{parts.netloc}" == url and parts.hostname and parts.port != 0
    except ValueError:
        return False
    letters = re.fullmatch(r"[\w.:\[\]-]+", parts.netloc)
    return bool(alone and letters and parts.scheme in {"http", "https"})


def of_the_source(given: str) -> str:
    """A page of the web, or nothing. Raises SettingsError."""
    if given and re.fullmatch(r"https?://[\w.:-]+(/\S*)?", given) is None:
        raise SettingsError(f"SOURCE_URL is {given!r}; it must begin with https:// and name a host.")
    return given


def of_the_server(given: str, port: int) -> str:
    """Where gunicorn listens, as it wants it written; ``port`` where ``given`` names none. Raises
    SettingsError."""
    found = A_PLACE.fullmatch(given)
    if found is None or not 1 <= int((found["port"] or f":{port}")[1:]) <= LARGEST_PORT:
        raise SettingsError(
            f"BIND is {given!r}; it must be an address such as 127.0.0.1 or 0.0.0.0, with or without :port, "
            "or unix:/path."
        )
    return given if found["port"] or not found["host"] else f"{given}:{port}"


def check_place(place: str) -> None:
    """Whether pages can be served at ``place``, as gunicorn writes it (host:port, unix:/path, or such).
    Raises SettingsError. That another program listens there is left to gunicorn, which waits for it."""
    if place.startswith("unix:"):
        _may_hold_a_socket(Path(place.removeprefix("unix:")))
        return
    host, _, port = place.rpartition(":")
    if not port.isdecimal():
        return
    try:
        kind, *_, address = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind(address)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise SettingsError(
                f"pages can't be served at {place} ({error.strerror}). Set BIND to an address of this "
                "machine, and PORT to one its user may use (1024 or more)."
            ) from None


def _may_hold_a_socket(path: Path) -> None:
    folder = path.parent
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise SettingsError(
            f"pages can't be served at unix:{path}: the folder {folder} does not exist, or can't be written "
            "by the user who runs Chapter. Make it, or set BIND."
        )
    if path.exists() and not path.is_socket():
        raise SettingsError(f"pages can't be served at unix:{path}: something else is there. Set BIND.")


def of_the_database(given: str, instance: Path) -> str:
    """The database's address, as SQLAlchemy wants it; a file that is not named from the top lies in
    ``instance``. Raises SettingsError, never with the address: a password may stand in it."""
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise SettingsError(NO_DATABASE) from None
    if url.drivername in POSTGRESQL and url.database and "@" not in f"{url.host}{url.database}":
        _check_options(url, OF_A_SERVER)
        return "postgresql+psycopg" + given[len(url.drivername) :]
    if url.drivername != "sqlite" or url.host or url.database in {None, "", ":memory:"}:
        raise SettingsError(NO_DATABASE)
    _check_options(url, OF_A_FILE)
    return _of_a_file(url, instance)


def _check_options(url: URL, known: set[str]) -> None:
    unknown = sorted(set(url.query) - known)
    if unknown:
        names = ", ".join(unknown)
        raise SettingsError(f"DATABASE_URL has options that Chapter can't use: {names}. Remove them.")


def _of_a_file(url: URL, instance: Path) -> str:
    name = url.database or ""
    if not name.startswith("file:"):
        file = instance / name
        _may_be_written(file)
        url = url.set(database=str(file))
    return url.render_as_string(hide_password=False)


def _may_be_written(file: Path) -> None:
    folder = file.parent
    if not folder.is_dir():
        raise SettingsError(f"The database's folder {folder} does not exist. Make it, or set DATABASE_URL.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(
            f"The database's folder {folder} can't be written by the user who runs Chapter. Give it to that "
            "user (chown)."
        )
    if file.exists() and not (file.is_file() and os.access(file, os.R_OK | os.W_OK)):
        raise SettingsError(
            f"The database {file} isn't a file that the user who runs Chapter can read and write. Give it to "
            "that user (chown)."
        )


def files_of(url: str) -> list[Path]:
    """Where a database in a file lies; nothing of one on a server."""
    file = url.removeprefix("sqlite:///").partition("?")[0].removeprefix("file:")
    return [Path(f"{file}{ending}") for ending in ("", "-wal", "-shm")] * url.startswith("sqlite")


def options_of(url: str) -> dict[str, object]:
    """How SQLAlchemy's engine connects to that database."""
    if not url.startswith("postgresql"):
        return {"pool_pre_ping": False, "hide_parameters": True}
    within = {"connect_timeout": CONNECT_WITHIN_SECONDS}
    return {"pool_pre_ping": True, "hide_parameters": True, "connect_args": within}
