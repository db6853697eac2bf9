"""FILES_STORE says where pictures are kept; what would not work is said in a sentence without secrets."""

import os
from pathlib import Path

import pytest
from flask import Flask

import config
from chapter import gateways, startup_checks
from chapter.gateways.files.database import DatabaseFiles
from chapter.gateways.files.folder import FolderFiles
from chapter.gateways.files.pair import FilesInTwoStores
from chapter.gateways.files.s3 import S3Files
from tests.conftest import SETTINGS
from tests.further_applications import application
from tests.gateways.files import s3_stand_in
from tests.media.pictures import a_picture

BUCKET = "s3:https://AKIA:kan%2Faria@s3.example.org/pictures"
BAD = [
    ("nonsense", "FILES_STORE isn't a place for files. It must be database, folder:/"),
    ("s3", "FILES_STORE isn't a place for files"),
    ("folder:", "write the full path of the folder"),
    ("folder:pictures", "write the full path of the folder"),
    ("folder:/nowhere/at/all", "/nowhere/at/all can't be written by the user who runs Chapter"),
    (f"folder:{__file__}", "can't be written by the user who runs Chapter"),
    ("s3:", "isn't the address of an S3 store"),
    ("s3:s3.example.org/pictures", "isn't the address of an S3 store"),
    ("s3:https://AKIA:kan/aria@s3.example.org/pictures", "In a key or secret, write / as %2F"),
    ("s3:https://AKIA:kanaria@s3.example.org", "has no bucket"),
    ("s3:https://AKIA:kanaria@s3.example.org/two/parts", "has no bucket"),
    ("s3:https://AKIA:kanaria@s3.example.org/Upper", "has no bucket"),
    ("s3:https://s3.example.org/pictures", "needs a key and its secret"),
    ("s3:https://AKIA@s3.example.org/pictures", "needs a key and its secret"),
    ("s3:https://AKIA:kan%aria@s3.example.org/pictures", "needs a key and its secret"),
    ("s3:https://AKIA:kanäria@s3.example.org/pictures", "letters a to z"),
    ("s3:http://AKIA:kanaria@s3.example.org/pictures", "must begin with s3:https://"),
    ("s3:https://AKIA:kanaria@s3.example.org:port/pictures", "can’t be read"),
    (f"{BUCKET}?region=", "may end with ?region="),
    (f"{BUCKET}?acl=public", "may end with ?region="),
    (f"{BUCKET}#top", "may end with ?region="),
]


@pytest.mark.parametrize(("wrong", "sentence"), BAD, ids=lambda one: str(one)[:50])
@pytest.mark.parametrize("name", ["FILES_STORE", "FILES_STORE_BEFORE"])
def test_a_store_that_would_not_work_is_refused_in_a_sentence(name: str, wrong: str, sentence: str) -> None:
    with pytest.raises(config.SettingsError) as refused:
        config.load({**SETTINGS, name: wrong})
    assert sentence.replace("FILES_STORE ", f"{name} ") in str(refused.value)
    assert "aria" not in str(refused.value)


def test_a_store_of_a_known_form_is_taken(tmp_path: Path) -> None:
    for right in (
        "",
        " database ",
        f"folder:{tmp_path}",
        BUCKET,
        f"{BUCKET}?region=eu-central-1",
        f"{BUCKET}/",
    ):
        assert config.load({**SETTINGS, "FILES_STORE": right})["FILES_STORE"] == (right.strip() or "database")
    assert config.load({**SETTINGS, "FILES_STORE": "s3:http://A:b@[::1]:9000/pictures"})


def test_a_folder_that_is_not_there_yet_is_made_and_nobody_else_reads_it(tmp_path: Path) -> None:
    config.load({**SETTINGS, "FILES_STORE": f"folder:{tmp_path / 'files'}"})
    assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, rights: path != tmp_path and access(path, rights))
    with pytest.raises(config.SettingsError, match="isn't a folder that the user who runs Chapter can"):
        config.load({**SETTINGS, "FILES_STORE": f"folder:{tmp_path}"})


@pytest.mark.parametrize(
    ("current", "before"),
    [("", "database"), (BUCKET, BUCKET), (BUCKET, "s3:https://OTHER:key@s3.example.org/pictures/")],
)
def test_files_don_t_move_to_where_they_are(current: str, before: str) -> None:
    with pytest.raises(config.SettingsError, match="FILES_STORE_BEFORE and FILES_STORE are the same"):
        config.load({**SETTINGS, "FILES_STORE": current, "FILES_STORE_BEFORE": before})


def test_a_link_to_a_folder_is_no_other_folder(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").symlink_to(tmp_path / "one")
    folders = {"FILES_STORE": f"folder:{tmp_path}/two", "FILES_STORE_BEFORE": f"folder:{tmp_path}/one"}
    with pytest.raises(config.SettingsError, match="FILES_STORE_BEFORE and FILES_STORE are the same"):
        config.load({**SETTINGS, **folders})


@pytest.mark.parametrize(
    ("setting", "before", "kind"),
    [
        ("", "", DatabaseFiles), ("folder", "", FolderFiles), (BUCKET, "", S3Files),
        ("folder", "database", FilesInTwoStores),
    ],
)  # fmt: skip
def test_the_application_uses_the_store_that_is_set(
    tmp_path: Path, setting: str, before: str, kind: type
) -> None:
    store = f"folder:{tmp_path}" if setting == "folder" else setting
    given = {"DATABASE_URL": f"sqlite:///{tmp_path / 'chapter.sqlite'}", "FILES_STORE": store}
    settings = config.load({**SETTINGS, **given, "FILES_STORE_BEFORE": before})
    with application(settings) as app, app.app_context():
        assert type(gateways.current().files) is kind
        assert "kan" not in gateways.current().files.name


def check(settings: dict[str, str]) -> None:
    """Start an application with ``settings`` as far as its checks."""
    with application(config.load(settings)) as app:
        startup_checks.check_ready(app)


def test_pages_don_t_start_while_files_are_left_in_the_database(app: Flask, tmp_path: Path) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    folder = {**SETTINGS, "DATABASE_URL": url, "FILES_STORE": f"folder:{tmp_path}"}
    check(folder)
    a_picture()
    with pytest.raises(startup_checks.CannotStart, match="FILES_STORE_BEFORE=database"):
        check(folder)
    check({**folder, "FILES_STORE_BEFORE": "database"})
    (tmp_path / "other").mkdir()
    neither = {**folder, "FILES_STORE_BEFORE": f"folder:{tmp_path / 'other'}"}
    with pytest.raises(startup_checks.CannotStart, match="FILES_STORE_BEFORE=database"):
        check(neither)


def test_a_bucket_that_refuses_us_is_said_before_pages_start_and_a_silent_one_is_not_waited_for(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    around = {**SETTINGS, "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    with s3_stand_in.running() as bucket:
        check({**around, "FILES_STORE": bucket.setting()})
        wrong = bucket.setting(secret="another")
        with pytest.raises(startup_checks.CannotStart, match=r"FILES_STORE: the bucket .*403 Signature"):
            check({**around, "FILES_STORE": wrong})
        right = bucket.setting()
    check({**around, "FILES_STORE": right})
    assert "files_unavailable" in capsys.readouterr().out
