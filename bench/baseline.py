"""The baseline: a bare Flask application that answers as many bytes with the real work left out.

It does what nobody can leave out: a template, as many queries on rows of its own, a CSRF token, one
commit under a lock.
"""

import os
import secrets
import sqlite3
from typing import Any

from flask import Flask, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import generate_csrf
from jinja2 import DictLoader
from sqlalchemy import event, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PAGE = """<!doctype html><html lang="en"><head><title>{{ rows[0].words }}</title></head><body>
{% for row in rows %}<h2>{{ row.words }}</h2>{% endfor %}{% if token %}<form method="post">
<input type="hidden" name="csrf_token" value="{{ token }}"></form>{% endif %}</body></html>"""


class Model(DeclarativeBase):
    """The base of the baseline's two tables."""


class Row(Model):
    """Something to read."""

    __tablename__ = "rows"
    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]


class Seat(Model):
    """Something to take."""

    __tablename__ = "seats"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)


app = Flask(__name__)
app.jinja_loader = DictLoader({"page.html": PAGE})
app.config["SECRET_KEY"] = secrets.token_hex(16)
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ['BASELINE_DATABASE']}"
database = SQLAlchemy(app, metadata=Model.metadata)

with app.app_context():

    @event.listens_for(database.engine, "connect")
    def _settings(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for setting in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=4000"):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(database.engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if g.get("writes") else "BEGIN")


@app.get("/page")
def page() -> ResponseReturnValue:
    """A page of ``bytes`` bytes with three queries, and a CSRF token when asked for."""
    rows = [database.session.scalars(select(Row).where(Row.id == number)).one() for number in (1, 2, 3)]
    token = generate_csrf() if "token" in request.args else ""
    body = render_template("page.html", rows=rows, token=token)
    return body + "." * max(0, int(request.args["bytes"]) - len(body))


@app.get("/unchanged")
def unchanged() -> ResponseReturnValue:
    """One query, no page."""
    database.session.execute(text("SELECT count(*), max(id) FROM rows")).one()
    response = make_response("", 304)
    response.headers["ETag"] = '"same"'
    return response


@app.post("/seat")
def seat() -> ResponseReturnValue:
    """Count, then take one, under the write lock."""
    g.writes = True
    taken = database.session.scalar(text("SELECT count(*) FROM seats WHERE id > 1000000000")) or 0
    if taken < 100:
        database.session.add(Seat(code=secrets.token_hex(8)))
    database.session.commit()
    return "", 303


@app.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return "alive"


def prepare() -> None:
    """Make the two tables and three rows."""
    with app.app_context():
        g.writes = True
        Model.metadata.create_all(database.engine)
        database.session.add_all(Row(id=number, words=f"row {number} " * 12) for number in (1, 2, 3))
        database.session.commit()
