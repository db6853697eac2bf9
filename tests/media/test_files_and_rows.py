"""No row without its file, no file without its row: whatever breaks off, and also after an erasure."""

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db, gateways
from chapter.accounts.models import Account
from chapter.gateways.files import FileEntry, FileStore, StoreRefused, StoreUnavailable
from chapter.gateways.files.settings import store_from
from chapter.media import rules, tasks
from chapter.media.models import FileDeletion, Picture, PictureFile
from chapter.people.models.profile import Profile
from chapter.people.pictures import PHOTO
from chapter.people.rules import profiles
from chapter.personal_data.declarations import Erasure
from chapter.personal_data.subjects import Subject
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.gateways.files import s3_stand_in
from tests.media.photos import a_photo

LATER = datetime.now(UTC) + timedelta(days=2)


@pytest.fixture(params=["database", "folder", "s3"])
def store(
    request: pytest.FixtureRequest, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FileStore]:
    """The application with each store in turn."""
    with s3_stand_in.running() as bucket:
        settings = {"database": "database", "folder": f"folder:{tmp_path}", "s3": bucket.setting()}
        made = store_from(settings[request.param])
        monkeypatch.setattr(gateways.current(), "files", made)
        yield made


@pytest.fixture
def account(client: Browser) -> Account:
    """Somebody who is signed in."""
    account = factories.an_account("member")
    factories.sign_in(client, account=account)
    return account


def kept(store: FileStore) -> list[str]:
    """The keys of all files."""
    return [entry.key for entry in store.listing()]


def sends(client: Browser, sent: bytes) -> None:
    assert client.post("/me/photo", photo=(BytesIO(sent), "me.png")).status == 200


def test_a_photo_is_in_the_store_and_comes_from_there(
    store: FileStore, client: Browser, account: Account
) -> None:
    sends(client, a_photo("JPEG", (1200, 900)))
    rows = db.session.scalars(select(PictureFile).order_by(PictureFile.size)).all()
    assert [(row.size, row.width, row.height) for row in rows] == [("large", 640, 480), ("small", 160, 120)]
    assert sorted(kept(store)) == [row.key for row in rows]
    for row in rows:
        page = client.get(f"/me/photo/{row.size}.webp")
        assert page.body == store.get(row.key)
        assert (page.headers["Cache-Control"], len(page.body)) == ("private, no-cache", row.length)
        same = client.get(f"/me/photo/{row.size}.webp", headers={"If-None-Match": page.headers["ETag"]})
        assert same.status == 304


def test_a_photo_that_is_replaced_or_taken_away_leaves_the_store_after_the_commit(
    store: FileStore, client: Browser, account: Account
) -> None:
    sends(client, a_photo())
    first = kept(store)
    sends(client, a_photo())
    assert len(kept(store)) == 4
    assert tasks.delete_files(TODAY) == 2
    assert not set(first) & set(kept(store))
    client.post("/me/photo/remove")
    tasks.delete_files(TODAY)
    assert kept(store) == []
    assert db.session.scalars(select(FileDeletion)).all() == []
    assert tasks.delete_files(TODAY) == 0


def test_who_is_erased_leaves_no_file(store: FileStore, client: Browser, account: Account) -> None:
    sends(client, a_photo())
    with db.writing():
        erasure = Erasure(Subject("", [account.person_id]), by=None, now=TODAY)
        profiles.erase([account.person_id], erasure)
    tasks.delete_files(TODAY)
    assert kept(store) == []
    for model in (Picture, PictureFile, FileDeletion):
        assert db.session.scalars(select(model)).all() == []


def test_an_erasure_that_is_rolled_back_leaves_the_photo_where_it_is(
    store: FileStore, client: Browser, account: Account
) -> None:
    sends(client, a_photo())
    with pytest.raises(ZeroDivisionError):
        _erase_and_fail(account)
    tasks.delete_files(TODAY)
    assert len(kept(store)) == 2
    assert client.get("/me/photo/small.webp").status == 200


def _erase_and_fail(account: Account) -> None:
    with db.writing():
        profile = db.session.get_one(Profile, account.person_id)
        profiles.set_photo(profile.person, None, now=TODAY)
        raise ZeroDivisionError


def test_files_wait_for_a_store_that_is_silent_until_they_are_gone(
    store: FileStore, client: Browser, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends(client, a_photo())
    client.post("/me/photo/remove")

    def silent(_key: str) -> None:
        raise StoreUnavailable("it does not answer")

    with monkeypatch.context() as ill:
        ill.setattr(store, "delete", silent)
        assert tasks.delete_files(TODAY) == 0
    assert len(kept(store)) == len(db.session.scalars(select(FileDeletion)).all()) == 2
    assert tasks.delete_files(TODAY) == 2
    assert kept(store) == []


def test_what_was_rolled_back_goes_the_night_after_and_what_has_a_row_stays(
    store: FileStore, client: Browser, account: Account
) -> None:
    sends(client, a_photo())
    mine = kept(store)
    rules.upload(a_photo(), PHOTO)  # and nothing follows: the process was killed
    assert len(kept(store)) == 4
    tasks.sweep(datetime.now(UTC) - timedelta(days=30))
    assert db.session.scalars(select(FileDeletion)).all() == [], "it may still be wanted"
    tasks.sweep(LATER)
    tasks.sweep(LATER)
    assert tasks.delete_files(LATER) == 2
    assert kept(store) == mine


def test_a_row_whose_file_is_gone_is_told_to_the_log_and_nobody_gets_an_error(
    store: FileStore, client: Browser, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    sends(client, a_photo())
    store.delete(kept(store)[0])
    tasks.sweep(LATER)
    assert "picture_files_missing" in capsys.readouterr().out
    codes = {client.send("GET", f"/me/photo/{size}.webp", check=False).status for size in ("small", "large")}
    assert codes == {200, 404}


def test_a_database_that_knows_none_of_the_files_deletes_none(
    store: FileStore, client: Browser, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy that was restored to be looked at, beside the store of the chapter that goes on."""
    for number in range(tasks.MOST_ORPHANS + 1):
        store.put(f"pictures/{number:016}-small.webp", b"hers", "image/webp")
    tasks.sweep(LATER)
    assert db.session.scalars(select(FileDeletion)).all() == []
    assert "too_many_files_without_a_row" in capsys.readouterr().out


def test_a_silent_store_is_swept_another_night(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gateways.current(), "files", store_from(f"folder:{tmp_path / 'gone'}"))
    assert tasks.sweep(LATER) == 0
    assert "files_not_swept" in capsys.readouterr().out


def test_what_a_crash_left_half_written_goes_too(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_from(f"folder:{tmp_path}")
    monkeypatch.setattr(gateways.current(), "files", store)
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "unfinished-ab12_cd3").write_bytes(b"half of hers")
    tasks.sweep(LATER)
    tasks.delete_files(LATER)
    assert kept(store) == []


def test_what_is_no_picture_stays_in_the_store_and_holds_up_no_deletion(
    store: FileStore, client: Browser, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk has files of its own, and a bucket may hold copies of the database."""
    others = ("backups/nightly.sqlite3", "lost+found/a", "pictures/.DS_Store", "pictures/" + "a" * 130)
    sends(client, a_photo())
    client.post("/me/photo/remove")
    hers = kept(store)
    everything = [*store.listing(), *(FileEntry(key, TODAY) for key in others)]
    monkeypatch.setattr(store, "listing", lambda: iter(everything))
    tasks.sweep(LATER)
    assert sorted(db.session.scalars(select(FileDeletion.key))) == hers
    assert tasks.delete_files(LATER) == 2


def test_a_file_that_the_store_refuses_to_delete_holds_up_no_other(
    store: FileStore, client: Browser, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        sends(client, a_photo())
    client.post("/me/photo/remove")
    held, delete = min(kept(store)), store.delete

    def refused(key: str) -> None:
        if key == held:
            raise StoreRefused("it is locked")
        delete(key)

    monkeypatch.setattr(store, "delete", refused)
    assert tasks.delete_files(TODAY) == 3
    assert kept(store) == [held]
    assert db.session.scalars(select(FileDeletion.key)).all() == [held]


def test_a_store_that_refuses_everything_is_asked_a_few_times_only(
    store: FileStore, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.queue_deletions([f"pictures/{number}.webp" for number in range(30)], TODAY)
    asked: list[str] = []

    def refused(key: str) -> None:
        asked.append(key)
        raise StoreRefused("it is closed to us")

    monkeypatch.setattr(store, "delete", refused)
    assert tasks.delete_files(TODAY) == 0
    assert len(asked) == tasks.MOST_REFUSED


def test_what_a_member_takes_along_comes_without_a_photo_that_the_store_lost(
    store: FileStore, client: Browser, account: Account
) -> None:
    sends(client, a_photo())
    for key in kept(store):
        store.delete(key)
    with zipfile.ZipFile(BytesIO(client.get("/me/data/everything.zip").body)) as file:
        assert "data.json" in file.namelist()
        assert "photo.webp" not in file.namelist()


def test_what_a_member_takes_along_waits_for_a_silent_store(
    store: FileStore, client: Browser, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is whole, or comes a little later."""
    sends(client, a_photo())

    def silent(_key: str) -> bytes:
        raise StoreUnavailable("it does not answer")

    monkeypatch.setattr(store, "get", silent)
    assert client.get("/me/data/everything.zip").status == 503


def test_her_photo_is_in_the_file_that_she_takes_along(
    store: FileStore, client: Browser, account: Account
) -> None:
    sends(client, a_photo())
    whole = client.get("/me/data/everything.zip")
    with zipfile.ZipFile(BytesIO(whole.body)) as file:
        assert file.read("photo.webp") == client.get("/me/photo/large.webp").body
