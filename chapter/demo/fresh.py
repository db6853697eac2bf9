"""Whether the sample chapter in this database is still good: its dates follow from the day it was built."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, select

import config
from chapter import db
from chapter.audit import Entry
from chapter.demo.build import BUILT, NotEmpty
from chapter.settings import queries as settings
from chapter.settings.models import Chapter

STRIPE = config.INSTANCE / "demo-stripe.sqlite"
"""What Stripe's stand-in keeps; it goes with the sample."""


def stands() -> bool:
    """Whether there is a sample chapter, of this version or an earlier one.

    Raises NotEmpty when the chapter here is a real one.
    """
    if not inspect(db.database.engine).has_table(Chapter.__tablename__):
        return False
    sample = db.session.scalar(select(Chapter.sample).where(Chapter.id == settings.ONLY))
    if sample is False:
        raise NotEmpty("The chapter in this database is a real one.")
    return bool(sample)


def stale(now: datetime) -> bool:
    """Whether the sample that stands was never finished, or is of another day and nobody has changed it."""
    zone = settings.current().zone_info
    built = db.first(select(Entry).where(Entry.verb == BUILT).order_by(Entry.id.desc()))
    if built is None:
        return True
    if built.at.astimezone(zone).date() == now.astimezone(zone).date():
        return False
    by_somebody = select(Entry.id).where(Entry.id > built.id, Entry.actor_kind.in_(("person", "guest")))
    return db.first(by_somebody) is None


def throw_away() -> None:
    """Delete the SQLite file of this database. On PostgreSQL nothing happens: its owner throws it away."""
    engine = db.database.engine
    name = engine.url.database
    db.session.remove()
    engine.dispose()
    if engine.dialect.name == "sqlite" and name:
        for file in (name, Path(name).with_name(STRIPE.name)):
            for ending in ("", "-wal", "-shm"):
                Path(f"{file}{ending}").unlink(missing_ok=True)
