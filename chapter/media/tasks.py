"""Timed jobs of the store of files: what has no row any more goes. Sweeps, safe to run twice."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, select

from chapter import db, gateways
from chapter.gateways.files import StoreRefused, StoreUnavailable
from chapter.media import queries, rules
from chapter.media.models import FileDeletion

log = structlog.get_logger()
AT_ONCE = 100
MOST_REFUSED = 10
"""So many refusals in one run say that the store is closed to us altogether."""

UNCLAIMED_FOR = timedelta(days=1)
"""A file that is younger may belong to a transaction that is still open."""

MOST_ORPHANS, MOST_SHARE = 50, 0.02
"""More than either is no remainder of what was rolled back: the database is a copy, or of another chapter."""


def delete_files(now: datetime) -> int:
    """Delete files whose rows are gone; returns how many. While the store does not answer, all wait; one that
    it refuses to delete holds up none of the others."""
    keys = db.session.scalars(select(FileDeletion.key).order_by(FileDeletion.asked_at).limit(AT_ONCE)).all()
    db.end_reading()
    deleted, refused = 0, 0
    for key in keys:
        try:
            gateways.current().files.delete(key)
        except StoreUnavailable as error:
            log.error("file_not_deleted", key=key, why=str(error))
            refused += 1
            if not isinstance(error, StoreRefused) or refused == MOST_REFUSED:
                break
            continue
        with db.writing():
            db.session.execute(
                delete(FileDeletion).where(FileDeletion.key == key),
                execution_options={"synchronize_session": False},
            )
        deleted += 1
    return deleted


def sweep(now: datetime) -> int:
    """Have files that are a day old and have no row deleted, and log rows whose file is missing."""
    try:
        orphans, missing = find_strays(now)
    except StoreUnavailable as error:
        log.error("files_not_swept", why=str(error))
        return 0
    if missing:
        log.error("picture_files_missing", many=len(missing), first=missing[0])
    if too_many(orphans):
        log.error("too_many_files_without_a_row", many=len(orphans), first=orphans[0])
    elif orphans:
        queue_deletions(orphans, now)
    return 0


def find_strays(now: datetime) -> tuple[list[str], list[str]]:
    """The keys of files of pictures a day old without a row, and of rows without a file. Raises
    StoreUnavailable."""
    store = gateways.current().files
    stored = {entry.key: entry.stored_at for entry in store.listing() if rules.A_FILE.fullmatch(entry.key)}
    known = queries.all_keys()
    waiting = set(db.session.scalars(select(FileDeletion.key)))
    db.end_reading()
    orphans = [key for key, at in stored.items() if key not in known | waiting and at <= now - UNCLAIMED_FOR]
    unseen = [key for key in sorted(known - stored.keys()) if not store.exists(key)]
    return sorted(orphans), sorted(queries.hashes_of(unseen))


def too_many(orphans: list[str]) -> bool:
    """Whether so many files without a row say that the database and the store don't belong together."""
    return len(orphans) > max(MOST_ORPHANS, MOST_SHARE * len(queries.all_keys()))


def queue_deletions(keys: list[str], now: datetime) -> None:
    """Have the worker delete these files."""
    with db.writing():
        rules.discard_files(keys, now=now)
