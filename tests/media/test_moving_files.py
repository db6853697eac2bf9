"""`flask files move`: each file from one store to another, whole, whatever breaks off on the way."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from chapter import db, gateways
from chapter.gateways.files import FileStore, StoreUnavailable
from chapter.gateways.files.pair import FilesInTwoStores
from chapter.gateways.files.settings import store_from
from chapter.media import rules, tasks
from chapter.media.models import Picture
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.gateways.files import s3_stand_in
from tests.media.pictures import a_picture
from tests.test_commands import run

WAYS = ("database to folder", "folder to s3", "s3 to database", "folder to another")


@pytest.fixture(params=WAYS)
def stores(
    request: pytest.FixtureRequest, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FilesInTwoStores]:
    """The application while files move, each way once."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with s3_stand_in.running() as bucket:
        settings = {
            "database": "database", "folder": f"folder:{tmp_path / 'one'}",
            "another": f"folder:{tmp_path / 'two'}", "s3": bucket.setting(),
        }  # fmt: skip
        before, _, current = str(request.param).partition(" to ")
        made = store_from(settings[current], settings[before])
        assert isinstance(made, FilesInTwoStores)
        monkeypatch.setattr(gateways.current(), "files", made)
        yield made


def stored(stores: FilesInTwoStores, many: int = 3) -> list[Picture]:
    """Pictures whose files are all in the store that was before."""
    pictures = [a_picture("cover", ("800", "1600")) for _ in range(many)]
    database = store_from("database")
    for entry in list(database.listing()):
        content = database.get(entry.key)
        database.delete(entry.key)
        stores.before.put(entry.key, content, "image/webp")
    return pictures


def keys(store: FileStore) -> list[str]:
    return [entry.key for entry in store.listing()]


def test_every_file_moves_and_is_read_as_before(
    app: Flask, client: Browser, stores: FilesInTwoStores
) -> None:
    pictures = stored(stores)
    addresses = [f"/pictures/{one.public_id}-{size}.webp" for one in pictures for size in ("800", "1600")]
    before = [client.get(address).body for address in addresses]
    status, output = run(app, "files", "move")
    assert (status, "Moved 6 to" in output, "No files are left" in output) == (0, True, True)
    assert (keys(stores.before), len(keys(stores.current))) == ([], 6)
    assert [client.get(address).body for address in addresses] == before


def test_broken_off_anywhere_it_goes_on_and_no_file_is_missing_meanwhile(
    app: Flask, stores: FilesInTwoStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(stores)
    every = set(keys(stores.before))
    for act in ("put", "get"):
        with monkeypatch.context() as ill:
            ill.setattr(stores.current, act, _after(2, getattr(stores.current, act)))
            status, output = run(app, "files", "move")
        assert (status, "the store went away" in output, "Traceback" in output) == (1, True, False)
        assert set(keys(stores.before)) | set(keys(stores.current)) == every
    assert run(app, "files", "move")[0] == 0
    assert (keys(stores.before), set(keys(stores.current))) == ([], every)


def _after(times: int, act: object) -> object:
    """``act``, which fails from the third time on."""
    left = [None] * times

    def failing(*given: object) -> object:
        if not left:
            raise StoreUnavailable("the store went away")
        left.pop()
        assert callable(act)
        return act(*given)

    return failing


def test_a_file_that_is_damaged_stays_and_is_named(app: Flask, stores: FilesInTwoStores) -> None:
    stored(stores, 1)
    damaged, whole = keys(stores.before)
    stores.before.put(damaged, b"something else", "image/webp")
    status, output = run(app, "files", "move")
    assert (status, f"{damaged} stays" in output) == (1, True)
    assert (keys(stores.before), keys(stores.current)) == ([damaged], [whole])


def test_nothing_is_deleted_that_the_new_store_does_not_give_back(
    app: Flask, stores: FilesInTwoStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(stores, 1)
    every = keys(stores.before)
    monkeypatch.setattr(stores.current, "get", lambda _key: b"half of i")
    status, output = run(app, "files", "move")
    assert (status, "returned different content" in output) == (1, True)
    assert keys(stores.before) == every


def test_who_is_erased_while_files_move_is_nowhere(
    app: Flask, stores: FilesInTwoStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, put = stored(stores, 1)[0].id, stores.current.put

    def erased_meanwhile(key: str, content: bytes, content_type: str) -> None:
        put(key, content, content_type)
        with db.writing():
            rules.delete_pictures([number], now=TODAY)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(stores.current, "put", erased_meanwhile)
        assert run(app, "files", "move")[0] == 0
    assert keys(stores.current) == []
    tasks.delete_files(TODAY)
    assert keys(stores) == []


def test_files_that_no_picture_needs_stay_for_the_night(
    app: Flask, stores: FilesInTwoStores, clock: MovableClock
) -> None:
    stores.before.put("pictures/of-nobody.webp", b"a", "image/webp")
    status, output = run(app, "files", "move")
    assert (status, "1 without a picture stay" in output) == (0, True)
    clock.at(datetime(2036, 1, 1, tzinfo=UTC))
    status, output = run(app, "files", "check", "--delete")
    assert (status, "without a picture: pictures/of-nobody.webp" in output) == (0, True)
    assert "The worker will delete 1." in output


def test_a_file_that_is_missing_is_named(app: Flask, stores: FilesInTwoStores) -> None:
    stored(stores, 1)
    gone = keys(stores.before)[0]
    stores.delete(gone)
    assert f"missing: {gone}" in run(app, "files", "check")[1]


def test_one_place_under_two_names_keeps_its_files(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each file would be put where it is, and deleted there."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").symlink_to(tmp_path / "one")
    stores = store_from(f"folder:{tmp_path / 'one'}", f"folder:{tmp_path / 'two'}")
    assert isinstance(stores, FilesInTwoStores)
    monkeypatch.setattr(gateways.current(), "files", stores)
    stored(stores, 1)
    status, output = run(app, "files", "move")
    assert (status, "same place under two names" in output) == (1, True)
    assert len(keys(stores.current)) == 2


def test_without_a_store_before_it_says_what_to_set(app: Flask) -> None:
    status, output = run(app, "files", "move")
    assert (status, "Set FILES_STORE to the new place" in output) == (1, True)
