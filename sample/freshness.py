"""Whether the sample chapter in this database is still current: its dates follow from the day it was
built."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, select

import config
from chapter import db
from chapter.audit import Entry
from chapter.payments.models.ledger import CARD, Payment
from chapter.payments.models.orders import Order
from chapter.settings import queries as settings
from chapter.settings.models import Chapter
from sample.build import BUILT, NotEmpty
from stripe_stand_in.store import Store

STRIPE = config.INSTANCE / "demo-stripe.sqlite"
"""The file of Stripe's stand-in; it belongs to the sample."""


def stands() -> bool:
    """Whether there is a sample chapter, of this version or an earlier one.

    Raises NotEmpty when the chapter here is a real one.
    """
    if not inspect(db.database.engine).has_table(Chapter.__tablename__):
        return False
    sample = db.session.scalar(select(Chapter.sample).where(Chapter.id == settings.SETTINGS_ID))
    if sample is False:
        raise NotEmpty("The chapter in this database is a real one.")
    return bool(sample)


def stale(now: datetime) -> bool:
    """Whether the sample was never finished, or was built on another day and nobody has changed it."""
    zone = settings.current().zone_info
    built = _built()
    if built is None:
        return True
    if built.at.astimezone(zone).date() == now.astimezone(zone).date():
        return False
    return not used()


def used() -> bool:
    """Whether somebody has changed the sample since it was built, or began to pay."""
    built = _built()
    if built is None:
        return False
    by_somebody = select(Entry.id).where(Entry.id > built.id, Entry.actor_kind.in_(("person", "guest")))
    began = select(Order.id).where(Order.opened_at > built.at)
    return db.first(by_somebody) is not None or db.first(began) is not None


def paired(stand_in: Path | None) -> bool:
    """Whether the stand-in's file is the one that this sample was built with: it knows each payment by card.
    None: Stripe's own sandbox is used, which knows none of them."""
    built = _built()
    by_card = select(Payment.object_id).where(Payment.method == CARD)
    of_sample = list(db.session.scalars(by_card.where(Payment.booked_at <= built.at))) if built else []
    if not of_sample:
        return True
    if stand_in is None or not stand_in.exists():
        return False
    store = Store(stand_in)
    try:
        return all(store.get(intent) for intent in of_sample)
    finally:
        store.close()


def _built() -> Entry | None:
    return db.first(select(Entry).where(Entry.verb == BUILT).order_by(Entry.id.desc()))


def throw_away() -> None:
    """Delete the SQLite file of this database. On PostgreSQL nothing happens: its owner drops it."""
    engine = db.database.engine
    name = engine.url.database
    db.session.remove()
    engine.dispose()
    if engine.dialect.name == "sqlite" and name:
        for file in (name, Path(name).with_name(STRIPE.name)):
            for ending in ("", "-wal", "-shm"):
                Path(f"{file}{ending}").unlink(missing_ok=True)
