"""One file for each package with pages: its rows, payloads, growth and edits (tests/feature.py)."""

from importlib import import_module
from importlib.util import find_spec

from chapter import PACKAGES
from tests.feature import Edit, Feature, Fields, Payload


def _gathered() -> dict[str, Feature]:
    names = [package.__name__.rpartition(".")[2] for package in PACKAGES]
    there = [name for name in names if find_spec(f"{__name__}.{name}")]
    return {name: import_module(f"{__name__}.{name}").FEATURE for name in there}


FEATURES = _gathered()
"""By package, from the lowest layer up."""

FIELDS: Fields = {name: value for one in FEATURES.values() for name, value in one.fields.items()}
"""Fields with which every form of ours would do its work, if the press were believed."""

PAYLOADS: dict[str, Payload] = {
    rule: payload for one in FEATURES.values() for rule, payload in one.payloads.items()
}
EDITS: dict[str, Edit] = {rule: edit for one in FEATURES.values() for rule, edit in one.edits.items()}
ALONE = frozenset[str]().union(*(one.alone for one in FEATURES.values()))
