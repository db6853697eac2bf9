"""What others made lies here unchanged: each file has the hash that its vendor.lock names."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tools import vendor
from tools.vendor import Package

LICENSES = ("ISC License", "MIT License", "Mozilla Public", "Apache License", "SIL OPEN FONT LICENSE")


@pytest.mark.parametrize("lock", vendor.locks(), ids=lambda lock: lock.parent.parent.name)
def test_every_vendored_file_is_what_the_lock_says(lock: Path) -> None:
    assert lock.read_text().splitlines() == vendor.locks()[lock]


@pytest.mark.parametrize("package", vendor.PACKAGES, ids=lambda package: package.name)
def test_every_file_wanted_is_here_with_its_license_and_nothing_else(package: Package) -> None:
    here = {path.name for path in package.folder.iterdir()}
    assert here == set(package.files.values())
    assert any(name in (package.folder / "LICENSE").read_text() for name in LICENSES)


def test_a_changed_a_new_and_a_lost_file_are_each_found(tmp_path: Path) -> None:
    copy = replace(vendor.LUCIDE, folder=tmp_path / "lucide")
    shutil.copytree(vendor.LUCIDE.folder, copy.folder)
    locked = vendor.LUCIDE.lines()
    assert copy.lines() == locked

    check = (copy.folder / "check.svg").read_bytes()
    (copy.folder / "check.svg").write_bytes(check.replace(b"M20 6", b"M20 7"))
    assert copy.lines() != locked
    (copy.folder / "check.svg").write_bytes(check)

    (copy.folder / "slipped-in.svg").write_text("<svg/>")
    assert copy.lines() != locked
    (copy.folder / "slipped-in.svg").unlink()

    (copy.folder / "x.svg").unlink()
    assert copy.lines() != locked
