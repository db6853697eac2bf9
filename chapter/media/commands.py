"""`flask --app wsgi files …`: looking after the store of files."""

from collections.abc import Iterator

from chapter import db, gateways
from chapter.gateways import clock, files
from chapter.gateways.files import FileMissing, FileStore
from chapter.gateways.files.pair import FilesInTwoStores
from chapter.media import queries, tasks
from chapter.media.rules import CONTENT_TYPE, FOLDER
from chapter.refusal import Refused

NOWHERE = (
    "There is nothing to move: FILES_STORE_BEFORE is not set. Set FILES_STORE to the new place and "
    "FILES_STORE_BEFORE to the old one, restart web and worker, then move."
)

ONE_STORE = (
    "FILES_STORE and FILES_STORE_BEFORE are the same place under two names. Nothing was moved. Remove "
    "FILES_STORE_BEFORE, or set FILES_STORE to the new place."
)

DONE = "No files are left in the old place. Remove FILES_STORE_BEFORE, and restart web and worker."
STILL_SOME = (
    "{:,} without a picture stay. The worker deletes them when they are a day old. Leave "
    "FILES_STORE_BEFORE set until this command says no files are left."
)


class Damaged(Exception):
    """What a store gives back is not what was put."""


def move() -> Iterator[str]:
    """Move each file from the store of FILES_STORE_BEFORE to that of FILES_STORE; lines to print.

    One after the other is read, compared with the hash of its row, put, read back, compared, and only then
    deleted where it was: broken off anywhere, it goes on when called again. Pages go on meanwhile. Files
    without a row stay: the worker deletes them when they are a day old. Raises Refused when no store is named
    to move from, when both are one place, or a file is not what its row knows.
    """
    store = gateways.current().files
    if not isinstance(store, FilesInTwoStores):
        raise Refused(NOWHERE)
    _refuse_one_store(store)
    moved, damaged = 0, 0
    for entry in store.before.listing():
        try:
            moved += _move_one(entry.key, store.before, store.current)
        except Damaged as error:
            damaged += 1
            yield f"{entry.key} stays: {error}"
    yield f"Moved {moved:,} to {store.current.name}."
    if damaged:
        raise Refused(f"{damaged:,} stay in {store.before.name}. Leave FILES_STORE_BEFORE set.")
    stay = sum(1 for _ in store.before.listing())
    yield STILL_SOME.format(stay) if stay else DONE


def check(*, delete: bool = False) -> Iterator[str]:
    """Compare store and rows; lines to print. ``delete``: have the worker delete what has had no row for a
    day, also when it is too much for it to do so by itself."""
    orphans, missing = tasks.find_strays(clock.now())
    yield f"{len(queries.all_keys()):,} files belong to a picture."
    yield from (f"missing: {key}" for key in missing)
    yield from (f"without a picture: {key}" for key in orphans)
    if delete and orphans:
        tasks.queue_deletions(orphans, clock.now())
        yield f"The worker will delete {len(orphans):,}."


def _refuse_one_store(store: FilesInTwoStores) -> None:
    """Raise Refused when both settings lead to one place (by a link, or another name of its host): a file
    that was moved would be deleted where it was put."""
    probe = f"{FOLDER}{db.public_id()}-probe.webp"
    store.current.put(probe, b"probe", CONTENT_TYPE)
    try:
        if store.before.exists(probe):
            raise Refused(ONE_STORE)
    finally:
        store.current.delete(probe)


def _move_one(key: str, before: FileStore, current: FileStore) -> bool:
    """Whether it moved; not when it has no row, or is gone meanwhile. Raises Damaged."""
    wanted = _hash_of(key)
    if wanted is None:
        return False
    try:
        content = before.get(key)
    except FileMissing:
        return False
    if files.sha256(content) != wanted:
        raise Damaged("its content doesn't match the picture's record")
    current.put(key, content, CONTENT_TYPE)
    if files.sha256(current.get(key)) != wanted:
        raise Damaged("the new store returned different content")
    if _hash_of(key) is None:  # erased meanwhile
        current.delete(key)
    before.delete(key)
    return True


def _hash_of(key: str) -> str | None:
    """The hash that its row knows now; None: it has no row. No transaction stays open."""
    found = queries.hashes_of([key]).get(key)
    db.end_reading()
    return found
