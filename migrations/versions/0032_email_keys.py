"""keys of emails with an international domain (IDNA 2008); a mail that was held back says since when

Until now the key folded ß to ss, as the domains of IDNA 2003 did: two mailboxes, one key. Each key is made
anew from the email as it was written. A consent holds a key alone: it follows the one address that it can
have come from. Where two addresses had shared it, a no counts for both from now on, and a yes stays where the
mails went until now.

A mail says since when it was held back because its address had had too many.
"""

import hashlib
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator

import idna
import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

KEPT = (
    ("people", "email", "email_key"),
    ("accounts", "email", "email_key"),
    ("one_use_links", "email", "email_key"),
    ("rsvps", "email", "email_key"),
    ("applications", "email", "email_key"),
    ("signups", "email", "email_key"),
    ("gifts", "email", "email_key"),
    ("orders", "payer_email", "email_key"),
    ("mails", "to_address", "to_key"),
)
"""Every table that holds an email and its key."""

LONGEST_ONCE_KEY = 120
log = logging.getLogger("alembic.runtime.migration")


def upgrade() -> None:
    op.add_column("mails", sa.Column("paced_at", sa.DateTime(timezone=True), nullable=True))
    found = dict(_written())
    for table, email, key in KEPT:
        _make_anew(table, email, key, _of_today)
    _move_consents(found)


def downgrade() -> None:
    for table, email, key in KEPT:
        _make_anew(table, email, key, _of_before)
    rows = op.get_bind().execute(sa.text("SELECT id, email_key FROM consents WHERE email_key LIKE '%xn--%'"))
    for number, key in rows.all():
        local, _, domain = key.rpartition("@")
        try:
            was = _of_before(f"{local}@{idna.decode(domain)}")
        except idna.IDNAError:
            continue
        _set("consents", "email_key", number, was)
    op.drop_column("mails", "paced_at")


def _of_before(email: str) -> str:
    return unicodedata.normalize("NFC", email.strip()).casefold()


def _of_today(email: str) -> str:
    plain = unicodedata.normalize("NFC", email.strip()).lower()
    local, at, domain = plain.rpartition("@")
    try:
        return plain if plain.isascii() else f"{local}{at}{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return plain


def _international(table: str, email: str, key: str) -> list[tuple[int, str, str]]:
    length = "octet_length({})" if op.get_bind().dialect.name == "postgresql" else "length(CAST({} AS BLOB))"
    wide = f"{length.format(email)} <> length({email})"
    asked = f"SELECT id, {email}, {key} FROM {table} WHERE {wide} ORDER BY id"  # noqa: S608 - our own names
    return [(number, written, kept) for number, written, kept in op.get_bind().execute(sa.text(asked))]


def _make_anew(table: str, email: str, key: str, make: Callable[[str], str]) -> None:
    for number, written, kept in _international(table, email, key):
        made = make(written)
        if made == kept:
            continue
        if table == "accounts" and _is_taken(made):
            log.warning("account %s keeps its key: another account signs in with the same email", number)
            continue
        _set(table, key, number, made)
        if table == "mails":
            _follow(number, kept, made)


def _is_taken(key: str) -> bool:
    taken = sa.text("SELECT 1 FROM accounts WHERE email_key = :key")
    return op.get_bind().execute(taken, {"key": key}).first() is not None


def _set(table: str, column: str, number: int, value: str) -> None:
    change = sa.text(f"UPDATE {table} SET {column} = :value WHERE id = :number")  # noqa: S608 - our own names
    op.get_bind().execute(change, {"value": value, "number": number})


def _follow(number: int, before: str, after: str) -> None:
    """News of a drive leave once for each key: what is on its way must not leave again."""
    once = op.get_bind().execute(sa.text("SELECT once_key FROM mails WHERE id = :id"), {"id": number}).scalar()
    news = re.match(r"news-\d+-", once or "")
    if news is None or once != _fitted(news[0] + before):
        return
    made = _fitted(news[0] + after)
    if op.get_bind().execute(sa.text("SELECT 1 FROM mails WHERE once_key = :key"), {"key": made}).first() is None:
        _set("mails", "once_key", number, made)


def _fitted(key: str) -> str:
    if len(key) <= LONGEST_ONCE_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{key[: LONGEST_ONCE_KEY - len(digest) - 1]}~{digest}"


def _written() -> Iterator[tuple[str, set[str]]]:
    """Each key of before that an international email had, and the keys of today of all who had it."""
    wide: dict[str, set[str]] = {}
    for table, email, key in KEPT:
        for _, written, _ in _international(table, email, key):
            wide.setdefault(_of_before(written), set()).add(_of_today(written))
    for before, after in wide.items():
        yield before, after | ({before} if before.isascii() and _is_written(before) else set())


def _is_written(key: str) -> bool:
    """Whether somebody is known under an email that is this key, letter for letter, in ASCII."""
    for table, email, _ in KEPT:
        asked = sa.text(f"SELECT 1 FROM {table} WHERE lower({email}) = :key")  # noqa: S608 - our own names
        if op.get_bind().execute(asked, {"key": key}).first() is not None:
            return True
    return False


def _move_consents(found: dict[str, set[str]]) -> None:
    for before, after in found.items():
        if len(after) == 1:
            change = sa.text("UPDATE consents SET email_key = :after WHERE email_key = :before")
            op.get_bind().execute(change, {"before": before, "after": next(iter(after))})
        else:
            for key in sorted(after - {before}):
                _say_no_for(before, key)
    _make_anew("consents", "email_key", "email_key", _of_today)


def _say_no_for(before: str, key: str) -> None:
    """Copy what the last word about each purpose was under the shared key, where it was no."""
    op.get_bind().execute(
        sa.text(
            "INSERT INTO consents (email_key, purpose, given, wording, source, at) "
            "SELECT :key, purpose, given, wording, source, at FROM consents AS said "
            "WHERE email_key = :before AND NOT given AND NOT EXISTS (SELECT 1 FROM consents AS later "
            "WHERE later.email_key = said.email_key AND later.purpose = said.purpose "
            "AND (later.at > said.at OR (later.at = said.at AND later.id > said.id)))"
        ),
        {"before": before, "key": key},
    )
