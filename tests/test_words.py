"""Pages, mails and files speak plain American English (words.md): no word that puzzled stands anywhere."""

import ast

import pytest

from tests import word_rules


def test_no_page_mail_or_message_says_a_word_that_puzzled() -> None:
    assert word_rules.faults(word_rules.files("chapter", "demo", "stripe_stand_in")) == []


@pytest.mark.parametrize(
    "template",
    [
        "<h1>Whom did you meet?</h1>",
        '<p title="Your e-mail">Hello</p>',
        '{{ submit("Go on") }}',
        "<dt>Cancelled</dt>",
        "<p>It begins at 18:30.</p>",
    ],
)
def test_a_word_that_puzzled_is_seen_in_a_template(template: str) -> None:
    assert any(word_rules.FORBIDDEN.search(words) for words in word_rules.in_template(template))


def test_what_people_do_not_read_is_left_alone() -> None:
    template = (
        '{# whom we ask #}<p class="colour">{{ rsvp.cancelled_at }}{% if x == "cancelled" %}Hi{% endif %}</p>'
    )
    assert not any(word_rules.FORBIDDEN.search(words) for words in word_rules.in_template(template))


def test_strings_of_a_module_are_read_and_its_docstrings_are_not() -> None:
    text = (
        '"""Whom."""\nENDPOINT = "rsvp.cancelled"\nSAID = "Your e-mail"\n\ndef f():\n    """An e-mail."""\n'
    )
    assert list(word_rules.in_python(text)) == ["Your e-mail"]


def test_each_word_that_is_shown_otherwise_is_still_there() -> None:
    held = {
        node.value
        for path in word_rules.files("chapter")
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert word_rules.SHOWN_OTHERWISE - held == set()
