"""Every package with pages gives rows, payloads, growth and edits in a file of its name."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from chapter import PACKAGES
from chapter.web.access import allow, everyone
from tests import features
from tests.access_table import TABLE
from tests.applications import application
from tests.feature import Edit, Feature
from tests.features import FEATURES

FILES = Path(features.__file__).parent


def packages_with_pages(app: Flask) -> dict[str, set[str]]:
    """The rules of the addresses that each package of the program answers."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        top, _, rest = app.view_functions[rule.endpoint].__module__.partition(".")
        if top == "chapter":
            found.setdefault(rest.partition(".")[0], set()).add(rule.rule)
    return found


def faults(app: Flask, given: dict[str, Feature]) -> Iterator[str]:
    """Packages with pages that give nothing, and what a package says of another's address."""
    pages = packages_with_pages(app)
    for package in sorted(pages.keys() - given.keys()):
        yield f"{package} has pages and no tests/features/{package}.py"
    for package, feature in given.items():
        for rule in sorted(feature.rules() - pages.get(package, set())):
            yield f"tests/features/{package}.py: {rule} is no address of its package"


def test_every_package_with_pages_has_its_file_and_speaks_of_its_own_addresses(app: Flask) -> None:
    assert "\n".join(faults(app, FEATURES)) == ""


def test_every_file_is_of_a_package() -> None:
    names = {path.stem for path in FILES.glob("*.py")} - {"__init__"}
    assert names == FEATURES.keys()
    assert names <= {package.__name__.rpartition(".")[2] for package in PACKAGES}


def test_no_two_packages_say_what_one_field_holds() -> None:
    times = Counter(name for feature in FEATURES.values() for name in feature.fields)
    assert [name for name, many in times.items() if many > 1] == []


def test_every_record_that_the_access_table_names_is_made(app: Flask, world: object) -> None:
    named = {line.record for line in TABLE if line.record}
    made = {*world.records, "her own session", "whoever holds no role"}  # type: ignore[attr-defined]  # a World
    assert sorted(named - made) == []


@pytest.fixture
def site(app: Flask) -> Iterator[Flask]:
    """A second application on the same database, with a page of a package that gives nothing."""
    with application(dict(app.config), app.extensions["gateways"]) as site:

        def page() -> str:
            return ""

        page.__module__ = "chapter.nameless.views.public.items"
        site.add_url_rule("/bring", "bring", allow(everyone)(page), methods=["GET", "POST"])
        yield site


def test_a_package_with_pages_that_gives_nothing_is_seen(site: Flask) -> None:
    assert list(faults(site, FEATURES)) == ["nameless has pages and no tests/features/nameless.py"]


@pytest.mark.parametrize(
    "feature",
    [
        Feature(edits={"/bring": Edit()}),
        Feature(payloads={"/bring": {}}),
        Feature(alone=frozenset({"/bring"})),
    ],
)
def test_what_a_package_says_of_another_s_address_is_seen(site: Flask, feature: Feature) -> None:
    of_hello = {**FEATURES, "nameless": Feature(), "hello": feature}
    assert list(faults(site, of_hello)) == ["tests/features/hello.py: /bring is no address of its package"]
