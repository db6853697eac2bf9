"""Templates that ask for what a record does not have are seen by every test that opens their page."""

from types import SimpleNamespace

import pytest
from flask import Flask
from jinja2 import UndefinedError


@pytest.mark.parametrize("template", ["{{ event.titel }}", "{% if event.titel %}{% endif %}"])
def test_an_attribute_that_is_not_there_fails(app: Flask, template: str) -> None:
    with pytest.raises(UndefinedError, match="has no attribute 'titel'"):
        app.jinja_env.from_string(template).render(event=SimpleNamespace(title="The Long Table"))


@pytest.mark.parametrize("template", ["{{ nothing }}", "{{ words.nothing }}", "{{ nothing is defined }}"])
def test_names_and_keys_that_are_not_there_are_empty_as_ever(app: Flask, template: str) -> None:
    assert app.jinja_env.from_string(template).render(words={}) in ("", "False")
