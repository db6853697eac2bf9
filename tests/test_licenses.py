"""Chapter is under the AGPL, version 3 or later: everything it stands on may go together with that."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from flask import Flask
from packaging.markers import Marker

import config

KEY = "one-long-key-that-tests-may-know-0123456789"
ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==[^\s;]+(?: ; ([^\\\n]+))?", re.MULTILINE)
"""The name, and where it is installed only on some machines the condition."""

MEET = set(
    """0BSD · Apache · Apache 2.0 · Apache License, Version 2.0 · Apache Software License · Apache-2.0 · BSD
    BSD License · BSD-2-Clause · BSD-3-Clause · CC0-1.0 · ISC · LGPL-3.0-only · MIT · MIT License · MIT-0
    MIT-CMU · MPL-2.0 · Mozilla Public License 2.0 (MPL 2.0) · PSF-2.0 · The Unlicense (Unlicense)
    Unlicense · Zlib""".replace("\n    ", " · ").split(" · ")
)
"""Each goes into a work under the AGPL, version 3: the list of licenses at gnu.org/licenses/license-list."""


def license_of(known: metadata.PackageMetadata) -> str:
    """What a package says of its license: an SPDX expression, else its classifiers, else its one word."""
    said = known.get_all("Classifier") or []
    classified = [
        line.rpartition(" :: ")[2] for line in said if line.startswith("License :: OSI Approved :: ")
    ]
    said = [
        *(known.get_all("License-Expression") or []),
        " OR ".join(classified),
        *(known.get_all("License") or []),
    ]
    return next(filter(None, said), "")


def goes_together(said: str) -> bool:
    """Whether one of the licenses to choose from, with all its parts, may stand under the AGPL."""
    choices = [set(choice.split(" AND ")) for choice in said.split(" OR ")]
    return any(parts <= MEET for parts in choices)


def installed_here() -> list[str]:
    """The names that requirements.txt pins for this machine."""
    pinned = PINNED.findall((ROOT / "requirements.txt").read_text())
    return sorted({name for name, where in pinned if not where or Marker(where.strip()).evaluate()})


@pytest.mark.parametrize("name", installed_here())
def test_whatever_chapter_stands_on_may_stand_under_its_license(name: str) -> None:
    assert goes_together(license_of(metadata.metadata(name))), license_of(metadata.metadata(name))


@pytest.mark.parametrize("said", ["", "Proprietary", "GPL-2.0-only", "MIT AND SSPL-1.0", "BUSL-1.1"])
def test_a_license_that_forbids_it_is_found(said: str) -> None:
    assert not goes_together(said)


def test_the_license_is_there_whole() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3, 19 November 2007\n")
    assert "13. Remote Network Interaction" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_whoever_changed_the_program_offers_its_source_on_each_page(app: Flask) -> None:
    assert "Source code" not in app.test_client().get("/").text
    app.config["SOURCE_URL"] = "https://code.example.test/chapter"
    assert (
        '<a href="https://code.example.test/chapter">Source code</a>'
        in app.test_client().get("/privacy").text
    )


def test_a_source_that_is_no_address_is_refused_at_the_start() -> None:
    with pytest.raises(config.SettingsError, match="SOURCE_URL"):
        config.load(
            {
                "CHAPTER_ENV": "test",
                "SECRET_KEY": KEY,
                "ENCRYPTION_KEY": KEY,
                "SOURCE_URL": "javascript:alert(1)",
            }
        )
