"""The negative control: the application with its lock taken away, as stock Flask-SQLAlchemy would have it.

On SQLite no transaction is begun for reads (Python's default), on PostgreSQL rows are read without
FOR UPDATE. The proofs must fail on it, else they prove nothing.
"""

from typing import Any

import config
from chapter import create_app, db


def _begin_nothing(connection: Any) -> None:
    """Leave the transaction to the driver."""


def _stock_settings(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA busy_timeout=4000")


def _look_without_holding(row: Any, *, whole: bool = False) -> Any:
    db.session.refresh(row)
    return row


db._begin_sqlite = _begin_nothing
db._set_up_sqlite = _stock_settings
db.lock = _look_without_holding

app = create_app(config.load())
