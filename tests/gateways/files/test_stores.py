"""A file is kept, given back and deleted the same way in the database, in a folder and in a bucket."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from chapter import db
from chapter.gateways.files import FileMissing, FileStore, StoreRefused, StoreUnavailable
from chapter.gateways.files.pair import FilesInTwoStores
from chapter.gateways.files.settings import store_from
from tests.gateways.files import s3_stand_in
from tests.gateways.files.s3_stand_in import Bucket

KEY, OTHER, TYPE = "pictures/abcd2345-small.webp", "pictures/abcd2345-large.webp", "image/webp"


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    """A bucket that answers."""
    with s3_stand_in.running() as running:
        yield running


@pytest.fixture(params=["database", "folder", "s3", "database then folder", "s3 then database"])
def store(request: pytest.FixtureRequest, app: Flask, tmp_path: Path, bucket: Bucket) -> FileStore:
    """Each store in turn, empty, and two stores between which files move."""
    settings = {"database": "database", "folder": f"folder:{tmp_path}", "s3": bucket.setting()}
    before, _, current = str(request.param).rpartition(" then ")
    return store_from(settings[current], settings.get(before, ""))


def test_what_is_put_is_given_back_until_it_is_deleted(store: FileStore) -> None:
    assert not store.exists(KEY)
    store.put(KEY, b"\x00first\xff", TYPE)
    store.put(KEY, b"\x00second\xff", TYPE)
    store.put(OTHER, b"", TYPE)
    assert (store.get(KEY), store.get(OTHER), store.exists(KEY)) == (b"\x00second\xff", b"", True)
    store.delete(KEY)
    store.delete(KEY)
    assert not store.exists(KEY)
    assert store.exists(OTHER)
    with pytest.raises(FileMissing):
        store.get(KEY)


def test_every_file_is_listed_with_its_time(store: FileStore) -> None:
    keys = [f"pictures/{number:04}-small.webp" for number in range(7)]
    for key in reversed(keys):
        store.put(key, b"a", TYPE)
    entries = list(store.listing())
    assert [entry.key for entry in entries] == keys
    assert all(entry.stored_at.tzinfo is not None for entry in entries)


def test_a_store_that_works_may_be_started_with(store: FileStore) -> None:
    store.check()


@pytest.mark.parametrize("key", ["", "/etc/passwd", "pictures/../../x", "pictures/..", "a", "A/b", "a/b c"])
def test_a_key_leads_nowhere_else(store: FileStore, key: str) -> None:
    acts: list[Callable[[], object]] = [
        lambda: store.put(key, b"", TYPE), lambda: store.get(key), lambda: store.exists(key),
        lambda: store.delete(key),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(ValueError, match="no key"):
            act()


def test_no_transaction_waits_for_a_store(store: FileStore) -> None:
    with db.writing():
        with pytest.raises(RuntimeError, match="inside a transaction"):
            store.put(KEY, b"", TYPE)
        with pytest.raises(RuntimeError, match="inside a transaction"):
            store.delete(KEY)


def test_while_files_move_each_is_read_where_it_is_and_deleted_from_both(app: Flask, tmp_path: Path) -> None:
    store = store_from(f"folder:{tmp_path}", "database")
    assert isinstance(store, FilesInTwoStores)
    store.before.put(KEY, b"old", TYPE)
    store.put(OTHER, b"new", TYPE)
    assert (store.get(KEY), store.get(OTHER)) == (b"old", b"new")
    assert not store.before.exists(OTHER)
    store.current.put(KEY, b"old", TYPE)
    store.delete(KEY)
    assert [entry.key for entry in store.listing()] == [OTHER]


def test_a_folder_shows_nobody_else_its_files_and_nobody_half_of_one(tmp_path: Path) -> None:
    store = store_from(f"folder:{tmp_path}")
    store.put(KEY, b"whole", TYPE)
    path = tmp_path / KEY
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_what_breaks_off_leaves_no_part_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store = store_from(f"folder:{tmp_path}")
    with pytest.raises(StoreUnavailable, match="No space left on device"):
        store.put(KEY, b"half", TYPE)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_is_closed_to_us_is_refused_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put there by another user, or protected: trying again does not help."""

    def closed(_path: Path, *_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    store = store_from(f"folder:{tmp_path}")
    store.put(KEY, b"whole", TYPE)
    monkeypatch.setattr(Path, "unlink", closed)
    with pytest.raises(StoreRefused, match="Operation not permitted"):
        store.delete(KEY)


def test_a_folder_that_is_gone_is_not_a_folder_without_files(tmp_path: Path) -> None:
    store = store_from(f"folder:{tmp_path / 'not mounted'}")
    acts: list[Callable[[], object]] = [
        lambda: store.get(KEY), lambda: store.exists(KEY), lambda: store.delete(KEY), store.listing,
        lambda: store.put(KEY, b"", TYPE),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(StoreUnavailable):
            act()
    with pytest.raises(StoreRefused):
        store.check()


def test_the_time_of_a_file_in_a_folder_is_when_it_was_put(tmp_path: Path) -> None:
    store = store_from(f"folder:{tmp_path}")
    store.put(KEY, b"", TYPE)
    os.utime(tmp_path / KEY, (1_700_000_000, 1_700_000_000))
    assert [entry.stored_at for entry in store.listing()] == [datetime.fromtimestamp(1_700_000_000, UTC)]


def test_a_bucket_gets_the_type_of_a_file_and_lists_it_by_pages(bucket: Bucket) -> None:
    store = store_from(bucket.setting())
    for number in range(5):
        store.put(f"pictures/{number}.webp", b"a", TYPE)
    assert set(bucket.types.values()) == {TYPE}
    assert len(list(store.listing())) == 5 > bucket.page
    assert bucket.refused == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"secret": "another secret"}, "403 SignatureDoesNotMatch"),
        ({"key": "SOMEBODY"}, "403 InvalidAccessKeyId"),
        ({"bucket": "of-others"}, "404 NoSuchBucket"),
    ],
    ids=str,
)
def test_a_bucket_that_is_not_ours_is_said_in_its_own_words_and_nothing_is_missing(
    bucket: Bucket, wrong: dict[str, str], why: str
) -> None:
    store = store_from(bucket.setting(**wrong))
    acts: list[Callable[[], object]] = [
        store.check, lambda: store.get(KEY), lambda: store.exists(KEY), lambda: store.delete(KEY),
        lambda: list(store.listing()), lambda: store.put(KEY, b"", TYPE),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(StoreRefused) as refused:
            act()
        assert why in str(refused.value)
        assert "secret" not in str(refused.value)


def test_a_bucket_that_is_ill_or_silent_is_unavailable(bucket: Bucket) -> None:
    store = store_from(bucket.setting())
    bucket.status = 503
    with pytest.raises(StoreUnavailable, match="503 SlowDown") as ill:
        store.get(KEY)
    assert not isinstance(ill.value, StoreRefused)
    with s3_stand_in.running() as gone:
        setting = gone.setting()
    with pytest.raises(StoreUnavailable, match="does not answer"):
        store_from(setting).check()
