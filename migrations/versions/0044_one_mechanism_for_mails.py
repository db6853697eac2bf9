"""mails to many have one table: reminders, thanks, hellos, and what the gifts to a drive did are broadcasts

A statement or letter of a year that was asked for and not written yet is written by a broadcast to just those
who wait for one.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

RENAMED = {"within_id": "parent_id", "words": "payload", "told": "reached"}
RUNS = {
    "reminder": "events.reminder",
    "thanks": "events.thanks",
    "missed": "events.missed",
    "hellos": "hello.say_hello",
    "met": "hello.whom_you_met",
}
SHIFTS, NEWS = "volunteering.reminder", "giving.news"
AT = sa.DateTime(timezone=True)
BROADCASTS = sa.table(
    "broadcasts",
    *(sa.column(name) for name in ("id", "public_id", "kind", "record_kind", "record_id", "nonce")),
    *(sa.column(name, sa.JSON()) for name in ("before", "after", "payload")),
    *(sa.column(name, AT) for name in ("opened_at", "leaves_at", "left_at", "sent_at", "undone_at")),
    *(sa.column(name) for name in ("opened_by", "last_id", "reached")),
)
MAIL_RUNS = sa.table(
    "mail_runs",
    *(sa.column(name) for name in ("event_id", "kind", "last_rsvp_id", "parties")),
    *(sa.column(name, AT) for name in ("due_at", "done_at")),
)
SHIFT_REMINDERS = sa.table(
    "shift_reminders", sa.column("shift_id"), sa.column("due_at", AT), sa.column("done_at", AT)
)
DRIVE_NEWS = sa.table(
    "drive_news",
    *(sa.column(name) for name in ("id", "drive_id", "words", "signed", "written_by", "last_gift_id")),
    *(sa.column(name, AT) for name in ("written_at", "done_at")),
)
GIFTS = sa.table("gifts", sa.column("id"), sa.column("drive_id"), sa.column("email_key"))
MAILS = sa.table("mails", sa.column("once_key"))
LONGEST_KEY = 120
CHAPTER = sa.table("chapter", sa.column("id"))
ASKED = {
    "statements": ("giving.statements", "year", None),
    "thanks": ("volunteering.letters", "number", "year"),
}
"""Tables of what was asked for and mailed later: the kind of the broadcast, the column of the year, the kind
of its rows where there are others. Those others are milestones, which are found anew."""


def upgrade() -> None:
    _rename(RENAMED)
    _fill_broadcasts()
    for name in ("mail_runs", "shift_reminders", "drive_news"):
        op.drop_table(name)
    for name in ASKED:
        _write_to_waiting(name)
        with op.batch_alter_table(name) as table:
            table.drop_index(f"ix_{name}_sent_at")
            table.drop_column("sent_at")


def downgrade() -> None:
    for name in ASKED:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("sent_at", AT, nullable=True))
            table.create_index(f"ix_{name}_sent_at", ["sent_at"])
        op.execute(f"UPDATE {name} SET sent_at = asked_at")  # noqa: S608 - our own names
        _let_wait(name)
    _make_tables()
    _empty_broadcasts()
    _rename({new: old for old, new in RENAMED.items()})


def _rename(names: Mapping[str, str]) -> None:
    old, new = next((old, new) for old, new in names.items() if old.endswith("_id"))
    with op.batch_alter_table("broadcasts") as broadcasts:
        broadcasts.drop_index(f"ix_broadcasts_{old}")
        broadcasts.drop_constraint(f"fk_broadcasts_{old}", type_="foreignkey")
        for before, after in names.items():
            broadcasts.alter_column(before, new_column_name=after)
    with op.batch_alter_table("broadcasts") as broadcasts:
        broadcasts.create_foreign_key(f"fk_broadcasts_{new}", "broadcasts", [new], ["id"])
        broadcasts.create_index(f"ix_broadcasts_{new}", [new])


def _fill_broadcasts() -> None:
    connection = op.get_bind()
    for run in connection.execute(sa.select(MAIL_RUNS)).mappings().all():
        found = {"last_id": run["last_rsvp_id"], "reached": run["parties"], "sent_at": run["done_at"]}
        _add(RUNS[run["kind"]], "events", run["event_id"], run["due_at"], found)
    for one in connection.execute(sa.select(SHIFT_REMINDERS)).mappings().all():
        _add(SHIFTS, "shifts", one["shift_id"], one["due_at"], {"sent_at": one["done_at"]})
    told = set(connection.scalars(sa.select(BROADCASTS.c.record_id).where(*_standing(NEWS))))
    for news in connection.execute(sa.select(DRIVE_NEWS)).mappings().all():
        if news["drive_id"] not in told:
            _add_news(news)
        elif news["done_at"] is None:
            _go_on(news)
    _rename_keys(lambda number, public_id: (f"news-{number}-", f"telling-{public_id}-"))


def _add(kind: str, record_kind: str, record_id: int, at: datetime, found: Mapping[str, Any]) -> None:
    """A broadcast that was due ``at``."""
    due = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    known = {"opened_at": at, "leaves_at": at, "left_at": at, "last_id": 0, "reached": 0, "payload": {}}
    op.execute(
        BROADCASTS.insert().values(
            public_id=_public_id(), kind=kind, record_kind=record_kind, record_id=record_id,
            nonce=f"{kind}:{record_id}:{due.isoformat()}", before={}, after={}, **{**known, **found},
        )
    )  # fmt: skip


def _add_news(news: Mapping[str, Any]) -> None:
    """What gifts did, of the time before it was held."""
    at = news["written_at"]
    op.execute(
        BROADCASTS.insert().values(
            public_id=_public_id(), kind=NEWS, record_kind="drives", record_id=news["drive_id"], before={},
            after={}, payload={"words": news["words"], "signed": news["signed"]}, opened_at=at, leaves_at=at,
            opened_by=news["written_by"], left_at=at, sent_at=news["done_at"], reached=0,
            last_id=news["last_gift_id"],
        )
    )  # fmt: skip


def _go_on(news: Mapping[str, Any]) -> None:
    going = BROADCASTS.update().where(*_standing(NEWS), BROADCASTS.c.record_id == news["drive_id"])
    op.execute(going.values(sent_at=None, last_id=news["last_gift_id"], reached=0))


def _rename_keys(beginnings: Callable[[int, str], tuple[str, str]]) -> None:
    """Let the mails of news under way, which their keys name by its id and its broadcast's public id, keep
    the next gift from the same address from another one. ``beginnings``: of the old key and of the new."""
    connection = op.get_bind()
    columns = DRIVE_NEWS.c.id, DRIVE_NEWS.c.drive_id, DRIVE_NEWS.c.last_gift_id, BROADCASTS.c.public_id
    same = DRIVE_NEWS.c.drive_id == BROADCASTS.c.record_id, BROADCASTS.c.record_kind == "drives"
    going = sa.select(*columns).where(*same, *_standing(NEWS), DRIVE_NEWS.c.done_at.is_(None))
    for number, drive_id, last_id, public_id in connection.execute(going).all():
        old, new = beginnings(number, public_id)
        written = sa.select(GIFTS.c.email_key).where(GIFTS.c.drive_id == drive_id, GIFTS.c.id <= last_id)
        for address in connection.scalars(written.where(GIFTS.c.email_key != "").distinct()).all():
            mailed = MAILS.update().where(MAILS.c.once_key == _shortened(old + address))
            connection.execute(mailed.values(once_key=_shortened(new + address)))


def _shortened(key: str) -> str:
    """``key`` as it fits its column."""
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{key[: LONGEST_KEY - len(digest) - 1]}~{digest}"


def _standing(kind: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Those of this kind that left: held ones have no row in the table of before."""
    return BROADCASTS.c.kind == kind, BROADCASTS.c.left_at.is_not(None), BROADCASTS.c.undone_at.is_(None)


def _asked(name: str) -> tuple[sa.TableClause, sa.ColumnElement[bool]]:
    """The table, and the condition of its yearly rows."""
    _, column, kind = ASKED[name]
    plain = (sa.column(one) for one in ("person_id", column, "kind", "asked_by"))
    table = sa.table(name, *plain, sa.column("asked_at", AT), sa.column("sent_at", AT))
    return table, sa.true() if kind is None else table.c.kind == kind


def _write_to_waiting(name: str) -> None:
    """A broadcast to just those who wait for theirs, for each year and each who asked."""
    kind, column, _ = ASKED[name]
    table, yearly = _asked(name)
    connection = op.get_bind()
    waits = sa.select(table.c.person_id, table.c[column], table.c.asked_by, table.c.asked_at)
    waiting: dict[tuple[int, int | None], list[sa.Row[Any]]] = {}
    for one in connection.execute(waits.where(table.c.sent_at.is_(None), yearly)).all():
        waiting.setdefault((one[1], one[2]), []).append(one)
    for (year, by), found in waiting.items():
        at = min(one[3] for one in found)
        connection.execute(
            BROADCASTS.insert().values(
                public_id=_public_id(), kind=kind, record_kind="chapter",
                record_id=connection.scalar(sa.select(sa.func.min(CHAPTER.c.id))), before={}, after={},
                payload={"year": year, "people": sorted(one[0] for one in found)}, opened_at=at, opened_by=by,
                leaves_at=at, left_at=at, last_id=0, reached=0,
            )
        )  # fmt: skip
    connection.execute(table.delete().where(table.c.sent_at.is_(None), sa.not_(yearly)))


def _let_wait(name: str) -> None:
    """Those to whom such a broadcast is not written yet wait again."""
    kind, column, _ = ASKED[name]
    table, yearly = _asked(name)
    connection = op.get_bind()
    columns = BROADCASTS.c.id, BROADCASTS.c.payload, BROADCASTS.c.last_id, BROADCASTS.c.left_at
    going = sa.select(*columns).where(*_standing(kind), BROADCASTS.c.sent_at.is_(None))
    for number, payload, last_id, at in connection.execute(going).all():
        theirs = [one for one in payload.get("people", []) if one > last_id]
        waits = table.update().where(table.c.person_id.in_(theirs), table.c[column] == payload["year"], yearly)
        connection.execute(waits.values(sent_at=None))
        if "people" in payload:
            connection.execute(BROADCASTS.update().where(BROADCASTS.c.id == number).values(sent_at=at))


def _empty_broadcasts() -> None:
    connection = op.get_bind()
    runs = {kind: name for name, kind in RUNS.items()}
    for said in _sent([*runs, SHIFTS, NEWS]):
        if said["kind"] == NEWS:
            connection.execute(
                DRIVE_NEWS.insert().values(
                    drive_id=said["record_id"], words=said["payload"]["words"],
                    signed=said["payload"]["signed"], written_at=said["left_at"],
                    written_by=said["opened_by"], last_gift_id=said["last_id"], done_at=said["sent_at"],
                )
            )  # fmt: skip
        elif said["kind"] == SHIFTS:
            done = said["sent_at"] or said["left_at"]
            values = {"shift_id": said["record_id"], "due_at": said["opened_at"], "done_at": done}
            connection.execute(SHIFT_REMINDERS.insert().values(values))
        else:
            connection.execute(
                MAIL_RUNS.insert().values(
                    event_id=said["record_id"], kind=runs[said["kind"]], due_at=said["opened_at"],
                    last_rsvp_id=said["last_id"], parties=said["reached"], done_at=said["sent_at"],
                )
            )  # fmt: skip
    _rename_keys(lambda number, public_id: (f"telling-{public_id}-", f"news-{number}-"))
    op.execute(BROADCASTS.delete().where(BROADCASTS.c.kind.in_([*runs, SHIFTS])))
    begun = BROADCASTS.update().where(*_standing(NEWS), BROADCASTS.c.sent_at.is_(None))
    op.execute(begun.values(sent_at=BROADCASTS.c.left_at))


def _sent(kinds: list[str]) -> Iterator[Mapping[str, Any]]:
    of_these = BROADCASTS.c.kind.in_(kinds), BROADCASTS.c.left_at.is_not(None)
    found = sa.select(BROADCASTS).where(*of_these, BROADCASTS.c.undone_at.is_(None))
    yield from op.get_bind().execute(found.order_by(BROADCASTS.c.id)).mappings().all()


def _make_tables() -> None:
    op.create_table(
        "mail_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("due_at", AT, nullable=False),
        sa.Column("last_rsvp_id", sa.Integer(), nullable=False),
        sa.Column("parties", sa.Integer(), nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_mail_runs_event_id_events")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_runs")),
        sa.UniqueConstraint("event_id", "kind", "due_at", name=op.f("uq_mail_runs_event_id_kind_due_at")),
    )
    op.create_table(
        "shift_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("due_at", AT, nullable=False),
        sa.Column("done_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_shift_reminders_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_reminders")),
        sa.UniqueConstraint("shift_id", "due_at", name=op.f("uq_shift_reminders_shift_id_due_at")),
    )
    op.create_table(
        "drive_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("signed", sa.String(length=200), nullable=False),
        sa.Column("written_at", AT, nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("last_gift_id", sa.Integer(), nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_drive_news_drive_id")),
        sa.ForeignKeyConstraint(["written_by"], ["people.id"], name=op.f("fk_drive_news_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_news")),
        sa.UniqueConstraint("drive_id", name=op.f("uq_drive_news_drive_id")),
    )


def _public_id() -> str:
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()
