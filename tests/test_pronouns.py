"""Sentences use the pronouns that a person gave."""

import pytest
from jinja2 import Environment

from chapter import pronouns


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("she/her", "she knows, to her, her coat, hers"),
        ("She / Her / Hers", "she knows, to her, her coat, hers"),
        ("he/him", "he knows, to him, his coat, his"),
        ("they/them", "they know, to them, their coat, theirs"),
        ("she/they", "she knows, to her, her coat, hers"),
        ("Xe/xem", "xe knows, to xem, xyr coat, xyrs"),
        ("", "they know, to them, their coat, theirs"),
        ("ask me", "they know, to them, their coat, theirs"),
        ("她", "they know, to them, their coat, theirs"),
    ],
)
def test_a_sentence_uses_what_was_given(given: str, said: str) -> None:
    page = Environment(autoescape=True)
    page.filters.update(pronouns.FILTERS)
    template = page.from_string(
        '{{ p | they }} {{ p | verb("knows", "know") }}, to {{ p | them }}, '
        "{{ p | their }} coat, {{ p | theirs }}"
    )
    assert template.render(p=given) == said
