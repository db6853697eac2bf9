"""The canary: a guest or a member with a row in every table that its package declares as personal.

Made from the declarations: a table that joins later is filled, too. What points to her, or to a row of hers,
is hers; each text of it that is no code of ours says her name, address and phone, and each secret SESAME.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Table,
    insert,
    select,
    update,
)

from chapter import db
from chapter.db import Model
from chapter.people.models import Person
from chapter.personal_data import registry
from chapter.personal_data.declarations import PersonalTable, Retained
from tests.factories import TODAY, a_booking, a_person, a_writing, an_event
from tests.giving.drives import a_drive
from tests.membership.members import a_level
from tests.shifts.shifts import a_shift, an_opportunity

NAME, EMAIL, PHONE = "Zdenka Probst", "zdenka.probst@example.test", "+13125550199"
TELLING = ("zdenka", "probst", "5550199")
SAYS = f"{NAME}, {EMAIL}, {PHONE}"
_CODES = (
    "public_id slug kind status purpose nonce zone currency method role arrival source counter "
    "decision sign period_kind bundle_kind checkin_code dedup_key token_hash code_hash credential_id "
    "public_key encrypted_secret session_id browser_hash object_id transaction_id refund_id event_id "
    "password_hash answer overridden undoes closed_why ended_why cancellation_cause "
    "cancelled_with tribute reference account debit credit form last_scan_nonce number about_kind gram "
    "address_hash record_kind actor_kind verb proof hold act"
)
CODES = frozenset(_CODES.split())
"""Columns that hold our own words, numbers and secrets, and nothing that anybody typed."""

CODES_OF = {
    ("terms", "why"): "joined", ("hour_rates", "source"): "", ("asks_and_offers", "kind"): "ask",
    ("role_grants", "role"): "member", ("event_staff", "role"): "greeter", ("mails", "kind"): "privacy.link",
    ("orders", "purpose"): "gift", ("hellos", "kind"): "help", ("companions", "kind"): "meet_me",
    ("departures", "kind"): "resigned", ("consents", "purpose"): "news",
    ("one_use_links", "purpose"): "signin", ("ledger", "debit"): "stripe", ("ledger", "credit"): "gifts:0",
}  # fmt: skip
SESAME = "sesame"
ALONE = frozenset({"chapter", "receipt_book", "stripe_sync", "membership_settings", "visibility_version"})
"""Tables of one row, which is there already."""


def personal() -> dict[str, PersonalTable]:
    """The declarations of tables with rows of a subject, by table."""
    found = (one for one in registry.personal_tables() if one.whose is not None or one.shown is not None)
    return {one.table.name: one for one in found}


def of_accounts() -> frozenset[str]:
    """What only somebody with an account has: the account, what points to it, and their roles."""
    accounts = {
        table.name for table in Model.metadata.sorted_tables for column in table.columns
        if _target(column) == "accounts"
    } - {"one_use_links"}  # fmt: skip
    return frozenset(accounts | {"accounts", "role_grants", "event_staff"})


def stays(table: str, column: str) -> bool:
    """Whether erasing leaves this text, since the declaration says why nobody is named in it."""
    one = registry.table_named(table)
    return isinstance(one.erasure, Retained) or column in one.reasons


class Filled:
    """The rows that were made: the number of hers in each table, and of the others' that they need."""

    def __init__(self, person: Person, account_id: int | None) -> None:
        self.person = person
        with a_writing():
            self.other = a_person("Other Somebody")
            event, drive, level = an_event(), a_drive(), a_level()
            shift = a_shift(an_opportunity(event_id=event.id))
            booking = a_booking(event)
        self.at = {
            "people": self.other.id, "events": event.id, "drives": drive.id, "levels": level.id,
            "shifts": shift.id, "opportunities": shift.opportunity_id,
        }  # fmt: skip
        self.others = {"people": self.other.id, "rsvps": booking.id}
        self.hers: dict[str, int] = {"people": person.id}
        if account_id is not None:
            self.hers["accounts"] = account_id

    def fill(self, *, without: frozenset[str] = frozenset()) -> None:
        """A row in every table that can say something of her, but for those ``without``."""
        with a_writing():
            for table in Model.metadata.sorted_tables:
                if table.name not in (*self.hers, *self.at, *without, *ALONE):
                    self._fill(table, hers=table.name in personal())
            self._say_that_she_paid()

    def _say_that_she_paid(self) -> None:
        """Her order is for her gift, as the books find one by the other."""
        gifts, orders = Model.metadata.tables["gifts"], Model.metadata.tables["orders"]
        hers = select(gifts.c.public_id).where(gifts.c.id == self.hers["gifts"]).scalar_subquery()
        db.session.execute(update(orders).where(orders.c.id == self.hers["orders"]).values(reference=hers))

    def values_of(self, table: Table, *, hers: bool = False) -> dict[str, Any]:
        """A row for ``table``: what it needs, and what it says of her."""
        values = {column.name: self._value(table, column, hers) for column in table.columns}
        return {name: value for name, value in values.items() if value is not LEFT}

    def _fill(self, table: Table, *, hers: bool) -> None:
        row = self.values_of(table, hers=hers)
        inserted: Any = db.session.execute(insert(table).values(**row))
        made = inserted.inserted_primary_key
        number = made[0] if made and isinstance(made[0], int) else 0
        (self.hers if hers else self.at)[table.name] = number

    def _value(self, table: Table, column: Column[Any], hers: bool) -> Any:
        target = _target(column)
        if target:
            return self._pointing(column, target)
        if (table.name, column.name) in CODES_OF:
            return CODES_OF[table.name, column.name]
        if hers and column.name in personal()[table.name].secrets.split():
            return _secret(column)
        hers = hers and not stays(table.name, column.name)
        if isinstance(column.type, String):
            return self._text(table, column, hers)
        if isinstance(column.type, JSON):
            return {"said": SAYS} if hers and column.default is None else LEFT if column.default else []
        if column.nullable or column.default is not None or (column.primary_key and table.name not in PLAIN):
            return LEFT
        return _plain(column)

    def _pointing(self, column: Column[Any], target: str) -> Any:
        if _by_staff(column) or column.name == "other_id":
            return self.others.get(target, LEFT if column.nullable else self.at.get(target))
        if target == column.table.name:
            return LEFT
        return self.hers.get(target, self.at.get(target, self.others.get(target, LEFT)))

    def _text(self, table: Table, column: Column[Any], hers: bool) -> Any:
        longest = column.type.length or 500  # type: ignore[attr-defined]  # only asked of texts
        if column.name in ("email_key", "to_key"):
            return EMAIL if hers else "x"
        if column.name in CODES or longest < len("Zdenka"):
            return LEFT if column.default is not None or column.nullable else f"{table.name}-1"[:longest]
        said = EMAIL if "email" in column.name or column.name == "to_address" else SAYS
        return said[:longest] if hers else "x"


LEFT: Any = object()
PLAIN = frozenset({"search_trigrams", "search_texts", "search_traits"})


def _secret(column: Column[Any]) -> Any:
    """A secret that the export must not say; numbers, such as the last step of a code app, say nothing."""
    if isinstance(column.type, String):
        return SESAME[: column.type.length]
    return {SESAME: SESAME} if isinstance(column.type, JSON) else _plain(column)


def _target(column: Column[Any]) -> str:
    return next((key.column.table.name for key in column.foreign_keys), "")


def _by_staff(column: Column[Any]) -> bool:
    return column.name.endswith("_by") or column.name in ("by_person_id", "made_by", "lead_id", "doer_id")


def _plain(column: Column[Any]) -> Any:
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Date):
        return date(2026, 11, 1)
    if isinstance(column.type, Integer):
        return 1
    if isinstance(column.type, LargeBinary):
        return b"x"
    return _moment(column)


def _moment(column: Column[Any]) -> datetime:
    moment = TODAY + timedelta(days=30) if column.name in ("ends_at", "expires_at") else TODAY
    bare = isinstance(column.type, DateTime) and not column.type.timezone
    return moment.replace(tzinfo=None) if bare and column.name.endswith("_wall") else moment


def told() -> dict[str, list[str]]:
    """Where her name, address or phone still stands: ``table.column`` with what it says."""
    found: dict[str, list[str]] = {}
    db.session.expire_all()
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            for name, value in row._mapping.items():
                said = str(value).casefold()
                if not isinstance(value, bytes) and any(word in said for word in TELLING):
                    found.setdefault(f"{table.name}.{name}", []).append(str(value)[:80])
    return found
