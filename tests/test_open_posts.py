"""Presses that are open to strangers: each has a limit, or acts once, or says why it needs neither.

tests/open_posts.txt says which; what it says is tried here.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from chapter.security.throttle import Limit
from tests.access_table import TABLE, Line
from tests.seed.chapter import World
from tests.test_bad_input import forget_limits
from tests.test_nothing_changes import COUNTED, changed, kept, sent, written

PATH = Path(__file__).with_name("open_posts.txt")
THROTTLE, ONE_USE, NONE = "throttle", "one use", "none"
PRESSES = 4
"""How often each is pressed: links that are kept for an address pass a limit twice."""


def read(text: str) -> dict[str, tuple[str, str]]:
    """What keeps each address from being pressed without end: how, and the limit or the reason."""
    rows = (line.split("|", 1) for line in text.splitlines() if line and not line.startswith("#"))
    said = {rule.strip(): what.strip().partition(": ") for rule, what in rows}
    return {rule: (how, why) for rule, (how, _, why) in said.items()}


def open_to_strangers(table: list[Line]) -> set[str]:
    """The addresses to which somebody may post who did not sign in."""
    return {line.rule for line in table if line.method == "POST" and "stranger" in line.may}


OPEN = read(PATH.read_text())


def lines_of(rule: str) -> list[Line]:
    """The lines of the access table by which a stranger presses there."""
    return [line for line in TABLE if line.method == "POST" and line.rule == rule and "stranger" in line.may]


def limits() -> dict[str, Limit]:
    """Every limit of the program, by its name."""
    ours = [module for name, module in sys.modules.items() if name.startswith("chapter.")]
    return {one.name: one for module in ours for one in vars(module).values() if isinstance(one, Limit)}


@pytest.fixture
def spent(request: pytest.FixtureRequest) -> Iterator[None]:
    """The limit that the test names allows nothing."""
    limit = limits()[OPEN[request.getfixturevalue("rule")][1]]
    most = limit.most
    object.__setattr__(limit, "most", 0)
    yield
    object.__setattr__(limit, "most", most)


def pressed(world: World, rule: str) -> Iterator[int]:
    """The answers to pressing again and again, each time with another form."""
    for line in lines_of(rule):
        forget_limits()
        for number in range(PRESSES):
            world.renew(line.record)
            address, data = written(line, world, "stranger")
            browser = world.browsers["stranger"]
            data["nonce"] = f"pressed-again-and-again-{number:08}"
            yield sent(browser, address, data, browser.csrf_token())


def test_every_press_that_is_open_to_strangers_says_what_limits_it() -> None:
    assert sorted(open_to_strangers(TABLE) - OPEN.keys()) == []
    assert sorted(OPEN.keys() - open_to_strangers(TABLE)) == []


def test_every_one_says_how_and_why() -> None:
    for rule, (how, why) in OPEN.items():
        assert how in {THROTTLE, ONE_USE, NONE}, rule
        assert len(why.split()) > 4 if how == NONE else why, rule


@pytest.mark.parametrize("rule", [rule for rule, (how, _) in OPEN.items() if how == THROTTLE])
@pytest.mark.usefixtures("spent")
def test_what_says_that_it_is_throttled_is(world: World, rule: str) -> None:
    assert 429 in set(pressed(world, rule)), f"{OPEN[rule][1]} does not limit it"


@pytest.mark.parametrize("rule", [rule for rule, (how, _) in OPEN.items() if how == ONE_USE])
def test_what_says_that_it_acts_once_does_nothing_at_the_second_press(
    app: Flask, world: World, rule: str
) -> None:
    line, browser = lines_of(rule)[0], world.browsers["stranger"]
    press = written(line, world, "stranger")
    before = kept(app)
    sent(browser, *press, browser.csrf_token())
    assert changed(app, before) != []
    after = kept(app)
    sent(browser, *press, browser.csrf_token())
    assert changed(app, after, COUNTED) == []


@pytest.mark.parametrize("rule", ["/signout"])
def test_what_has_no_limit_is_seen(world: World, rule: str) -> None:
    assert 429 not in set(pressed(world, rule))


def test_an_open_press_that_nobody_named_is_seen() -> None:
    new = Line("POST", "/bring", "", frozenset({"stranger", "member"}), frozenset())
    assert open_to_strangers([*TABLE, new]) - OPEN.keys() == {"/bring"}
