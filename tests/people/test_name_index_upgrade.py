"""The names of a chapter that stood before there was an index are in it after the upgrade."""

from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

from chapter.people.name_matching import indexed_words, keys_of, sound_grams_of
from tests.people.test_name_matching import VECTORS

MIGRATION = next(Path("migrations/versions").glob("*_names_index.py"))


@pytest.fixture(scope="module")
def migration() -> ModuleType:
    spec = util.spec_from_file_location("names_index", MIGRATION)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", VECTORS["names"])
def test_the_upgrade_indexes_a_name_as_the_program_does(migration: ModuleType, name: str) -> None:
    words = indexed_words(name)
    assert migration._indexed(name) == set(words)
    for word in words:
        assert migration._keys(word) == set(keys_of(word))
        assert set(sound_grams_of(word)) <= migration._more_grams(word)
