"""What others made lies here unchanged: each file has the hash that vendor.lock names."""

from pathlib import Path

import pytest

from tools import vendor


def test_every_vendored_file_is_what_the_lock_says() -> None:
    assert vendor.LOCK.read_text().splitlines() == vendor.lines()


def test_every_icon_wanted_is_here_with_its_license_and_nothing_else() -> None:
    here = {path.name for path in (vendor.VENDOR / "lucide").iterdir()}
    assert here == {f"{name}.svg" for name in vendor.ICONS} | {"LICENSE"}
    assert "ISC License" in (vendor.VENDOR / "lucide" / "LICENSE").read_text()


def a_copy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The vendor folder, copied to where it may be spoiled."""
    (folder / "lucide").mkdir()
    for path in (vendor.VENDOR / "lucide").iterdir():
        (folder / "lucide" / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(vendor, "VENDOR", folder)
    return folder / "lucide"


def test_a_changed_a_new_and_a_lost_file_are_each_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = vendor.lines()
    copy = a_copy(tmp_path, monkeypatch)
    assert vendor.lines() == locked

    check = (copy / "check.svg").read_bytes()
    (copy / "check.svg").write_bytes(check.replace(b"M20 6", b"M20 7"))
    assert vendor.lines() != locked
    (copy / "check.svg").write_bytes(check)

    (copy / "slipped-in.svg").write_text("<svg/>")
    assert vendor.lines() != locked
    (copy / "slipped-in.svg").unlink()

    (copy / "x.svg").unlink()
    assert vendor.lines() != locked
