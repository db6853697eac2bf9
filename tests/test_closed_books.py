"""The books are closed by column, from any connection: what was booked, receipted or mirrored stays as it is.

SQLite loses the triggers of a table that a migration makes anew: after the last migration they are all there.
"""

# ruff: noqa: S608 - the attacks of this file are SQL, made of our own names

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text

from chapter import db
from chapter.membership.models.dues import Dues
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.orders import OrderLine
from chapter.payments.models.receipts import Receipt
from chapter.payments.models.stripe import MirroredTransaction
from tests import factories
from tests.databases import Database, Sqlite
from tests.factories import TODAY
from tests.giving.drives import a_drive, a_gift
from tests.membership.members import a_level, pays

pytestmark = pytest.mark.every_case

SAYS = "the books are never changed"
CLOSED: dict[type[Any], str] = {
    LedgerEntry: (
        "object_id kind part debit credit amount_cents currency order_id payment_id happened_at booked_at"
    ),
    Payment: "public_id order_id object_id method amount_cents currency surplus_why received_at booked_at",
    OrderLine: "order_id position label amount_cents value_cents account",
    Receipt: "public_id number payment_id snapshot issued_at replaces_id",
    Dues: "public_id term_id amount_cents currency method paid_on nonce recorded_at reverses_id",
    MirroredTransaction: "transaction_id kind source amount_cents fee_cents currency happened_at mirrored_at",
}
"""What never changes, but for the number of a row itself."""

OPEN: dict[type[Any], str] = {
    LedgerEntry: "",
    Payment: "returned_cents final_returned_cents note booked_by refreshed_at waits_since missing_since",
    OrderLine: "",
    Receipt: "payer email voided_at voided_why",
    Dues: "membership_id payer_id note recorded_by",
    MirroredTransaction: "payment_id",
}
"""To whom a row belongs, sums that follow from other rows, and when a receipt was voided: once."""


def other(column: Any, sqlite: bool) -> str:
    """SQL for another value of ``column`` than the one that stands there."""
    kind, name = str(column.type.compile(db.database.engine.dialect)).upper(), column.name
    if "JSON" in kind:
        return "'{\"paid_cents\": 1}'"
    if "CHAR" in kind or "TEXT" in kind or (sqlite and ("DATE" in kind or "TIME" in kind)):
        return f"'#' || SUBSTR(COALESCE({name}, ''), 2)"
    if "DATE" in kind or "TIME" in kind:
        return f"COALESCE({name}, now()) + interval '1 day'"
    if "BOOL" in kind:
        return f"NOT {name}"
    return f"COALESCE({name}, 0) + 1"


@pytest.fixture
def row_of(app: Flask) -> Callable[[type[Any]], int]:
    """One row of each table of the books; its number."""
    drive = a_drive()
    gift = a_gift(drive)
    pays(factories.a_person("Ana Lopez"), a_level(), on=TODAY.date())
    with db.writing():
        db.session.add(
            MirroredTransaction(
                transaction_id="txn_1", kind="charge", source="ch_1", amount_cents=50_00, fee_cents=1_40,
                currency="usd", happened_at=TODAY, mirrored_at=TODAY,
            )
        )  # fmt: skip
    assert gift.paid_at

    def find(model: type[Any]) -> int:
        return int(db.session.scalars(select(model.id).order_by(model.id).limit(1)).one())

    return find


@pytest.fixture
def attack(database: Database) -> Callable[[str], None]:
    """Runs SQL by a connection of its own, as sqlite3 or psql do; whoever owns the database."""

    def run(statement: str) -> None:
        db.session.rollback()
        if isinstance(database, Sqlite):
            with closing(sqlite3.connect(database.path)) as plain, plain:
                plain.execute(statement)
            return
        with psycopg.connect(database.url.replace("postgresql+psycopg", "postgresql")) as owner:
            owner.execute(statement.encode())

    return run


Attack = Callable[[str], None]
RowOf = Callable[[type[Any]], int]
REFUSED = (sqlite3.IntegrityError, psycopg.errors.IntegrityConstraintViolation)
MODELS = pytest.mark.parametrize("model", CLOSED, ids=lambda model: model.__tablename__)


@MODELS
def test_what_was_booked_is_never_changed(
    model: type[Any], row_of: RowOf, attack: Attack, database: Database
) -> None:
    table, number = model.__table__, row_of(model)
    for name in ["id", *CLOSED[model].split()]:
        value = other(table.c[name], isinstance(database, Sqlite))
        with pytest.raises(REFUSED, match=SAYS):
            attack(f"UPDATE {table.name} SET {name} = {value} WHERE id = {number}")


@MODELS
def test_to_whom_a_row_belongs_and_what_follows_from_others_may_change(
    model: type[Any], row_of: RowOf, attack: Attack
) -> None:
    table, number = model.__table__.name, row_of(model)
    for name in OPEN[model].split():
        attack(f"UPDATE {table} SET {name} = {name} WHERE id = {number}")
        if name.endswith(("_cents", "note", "payer", "email")):
            text_like = name.endswith(("note", "payer", "email"))
            attack(f"UPDATE {table} SET {name} = {repr('gone') if text_like else 1} WHERE id = {number}")


@MODELS
def test_nothing_is_ever_deleted_or_replaced(
    model: type[Any], row_of: RowOf, attack: Attack, database: Database
) -> None:
    table, number = model.__table__.name, row_of(model)
    if isinstance(database, Sqlite):
        ways = [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = {number}"]
    else:
        ways = [f"TRUNCATE {table} CASCADE"]
    for way in [*ways, f"DELETE FROM {table} WHERE id = {number}"]:
        with pytest.raises(REFUSED, match=SAYS):
            attack(way)


@pytest.mark.sqlite
def test_a_row_is_not_replaced_by_another_of_the_same_key(row_of: RowOf, attack: Attack) -> None:
    number = row_of(LedgerEntry)
    columns = [
        column.name for column in LedgerEntry.__table__.columns if column.name not in {"id", "amount_cents"}
    ]
    names = ", ".join(columns)
    with pytest.raises(REFUSED, match=SAYS):
        attack(
            f"INSERT OR REPLACE INTO ledger (amount_cents, {names}) "
            f"SELECT 1, {names} FROM ledger WHERE id = {number}"
        )


def test_a_receipt_is_voided_once(row_of: RowOf, attack: Attack) -> None:
    number = row_of(Receipt)
    attack(f"UPDATE receipts SET voided_at = '2026-11-30', voided_why = 'a refund' WHERE id = {number}")
    for change in ("voided_at = NULL", "voided_at = '2026-12-01'", "voided_why = 'another reason'"):
        with pytest.raises(REFUSED, match=SAYS):
            attack(f"UPDATE receipts SET {change} WHERE id = {number}")


def test_every_column_of_the_books_is_closed_or_open_on_purpose() -> None:
    for model, closed in CLOSED.items():
        said = {"id", *closed.split(), *OPEN[model].split()}
        assert said == {column.name for column in model.__table__.columns}


def test_what_no_trigger_closes_would_be_changed(row_of: RowOf, attack: Attack) -> None:
    """The negative control: an order is not of the books, and the same attacks go through."""
    row_of(Payment)
    attack("UPDATE orders SET currency = 'eur'")
    assert set(db.session.scalars(text("SELECT currency FROM orders"))) == {"eur"}
