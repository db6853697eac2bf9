"""A long line of a mail's template is written in several, and is one line of the mail."""

import pytest
from flask import Flask
from jinja2 import DictLoader

from chapter.web import templating


@pytest.fixture
def small_app() -> Flask:
    app = Flask("small")
    templating.register(app)
    return app


def rendered(app: Flask, name: str, source: str, **values: object) -> str:
    app.jinja_env.loader = DictLoader({name: source})
    return app.jinja_env.get_template(name).render(**values)


def test_a_line_that_begins_with_two_spaces_continues_the_one_above(small_app: Flask) -> None:
    assert rendered(small_app, "emails/a/b.txt", "Dear\n\nBring a coat,\n  and a scarf.\n\nYours") == (
        "Dear\n\nBring a coat, and a scarf.\n\nYours"
    )


def test_a_branch_on_a_line_of_its_own_takes_its_blank_with_it(small_app: Flask) -> None:
    source = "It is soon.\n  {%- if late %} Hurry.\n  {%- else %} Walk.\n  {%- endif %} We wait."
    assert rendered(small_app, "emails/a/b.txt", source, late=True) == "It is soon. Hurry. We wait."
    assert rendered(small_app, "emails/a/b.txt", source, late=False) == "It is soon. Walk. We wait."


def test_what_a_reader_typed_keeps_its_lines(small_app: Flask) -> None:
    assert (
        rendered(small_app, "emails/a/b.txt", "{{ words }}", words="A coat\n  a scarf") == "A coat\n  a scarf"
    )


def test_the_lines_of_a_page_stay_apart(small_app: Flask) -> None:
    assert rendered(small_app, "a/b.html", "<pre>\n  one\n  two</pre>") == "<pre>\n  one\n  two</pre>"
