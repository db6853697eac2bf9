"""Who may take a change of email back: the address that had stood, and nobody who had the account for a
while."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask

from chapter import db
from chapter.accounts.models import Account
from chapter.accounts.models.email_changes import EmailChange
from chapter.accounts.rules import email_changes as rules
from chapter.mail.models import Mail
from chapter.portal import contact_changes
from chapter.refusal import Refused
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY, an_account, sign_in
from tests.portal.email_changes import NEW, OLD, a_change
from tests.races import writing_at_once

EVIL, OTHER = "evil@example.test", "other@new.test"


@pytest.fixture
def ana(app: Flask) -> Account:
    return an_account(person=factories.a_person("Ana Lopez", OLD))


def moves(account: Account, email: str, days: float = 0) -> EmailChange:
    """She, or whoever is in her account, asks and confirms, so many days on."""
    now = TODAY + timedelta(days=days)
    with db.writing():
        change = rules.request(account, email, now=now)
        db.session.flush()
        contact_changes.confirm_email_change(change, now=now)
    return change


def takes_back(change: EmailChange, days: float = 0) -> None:
    with db.writing():
        contact_changes.revert_email_change(change, now=TODAY + timedelta(days=days))


def go_back(*changes: EmailChange, days: float = 0) -> list[bool]:
    now: datetime = TODAY + timedelta(days=days)
    return [one.can_go_back(now) for one in changes]


def test_an_address_held_for_a_minute_takes_nothing_back(ana: Account, client: Browser) -> None:
    stolen, home = moves(ana, EVIL), moves(ana, OLD)
    assert go_back(stolen, home) == [False, False]
    page = client.get(f"/account/email/back/{home.back_token}")
    assert page.h1 == "This link no longer works"
    assert client.post(f"/account/email/back/{home.back_token}").status == 422
    with pytest.raises(Refused, match="has expired"):
        takes_back(home)
    assert ana.email == OLD
    assert ana.password_hash is not None
    assert client.get(f"/account/email/back/{stolen.back_token}").h1 == f"Your email is {OLD} again"


def test_what_went_to_it_says_so_and_has_no_link(ana: Account) -> None:
    moves(ana, EVIL)
    moves(ana, OLD)
    letters = [
        one.text for one in db.session.query(Mail).filter_by(kind="people.email_changed").order_by(Mail.id)
    ]
    assert ["[Undo the change]" in one for one in letters] == [True, False]


@pytest.mark.parametrize("on", [3, 6.9])
def test_only_the_address_that_stood_first_takes_back_what_was_changed_in_a_week(
    ana: Account, on: float
) -> None:
    first, second = moves(ana, EVIL), moves(ana, OTHER, on)
    assert go_back(first, second, days=on) == [True, False]
    assert go_back(first, second, days=8) == [False, False], "nor later"
    takes_back(first, on)
    assert ana.email == OLD


def test_who_came_back_by_herself_may_take_back_the_next_theft(ana: Account) -> None:
    moves(ana, EVIL)
    moves(ana, OLD, 6)
    again = moves(ana, EVIL, 8)
    further = moves(ana, OTHER, 9)
    assert go_back(again, further, days=9) == [True, False]
    takes_back(again, 14)
    assert ana.email == OLD


def test_an_address_that_stood_for_a_week_may_take_the_next_change_back(ana: Account) -> None:
    moves(ana, NEW)
    assert go_back(moves(ana, OTHER, 7), days=13) == [True]


@pytest.mark.parametrize("by", ["password", "factor"])
def test_neither_a_new_password_nor_a_second_factor_ends_the_link_of_who_stood_before(
    ana: Account, by: str
) -> None:
    change = moves(ana, EVIL)
    with db.writing():
        if by == "factor":
            factories.a_second_factor(ana)
        else:
            ana.password_hash = "whoever took the account chose it"
    takes_back(change, 2)
    assert (ana.email, ana.password_hash) == (OLD, None)


def test_yes_pressed_twice_is_once(ana: Account, client: Browser, another: Browser) -> None:
    change = a_change(ana)
    pages = [another.get(f"/account/email/new/{change.token}") for _ in range(2)]
    for page in pages:
        done = page.form("/new/").press()
        assert (done.status, done.h1) == (200, "Done")
        assert "was already used" not in done.text
    kinds = [one.kind for one in db.session.query(Mail).filter_by(to_address=OLD)]
    assert kinds.count("people.email_changed") == 1


def test_pressed_twice_where_she_is_signed_in_she_stays_signed_in(ana: Account, client: Browser) -> None:
    sign_in(client, account=ana)
    change = a_change(ana)
    pages = [client.get(f"/account/email/new/{change.token}") for _ in range(2)]
    for page in pages:
        assert page.form("/new/").press().status == 200
    assert client.get("/me/", follow=False).status == 200


def test_take_it_back_pressed_twice_is_once(ana: Account, client: Browser) -> None:
    change = moves(ana, EVIL)
    pages = [client.get(f"/account/email/back/{change.back_token}") for _ in range(2)]
    for page in pages:
        done = page.form("/back/").press()
        assert (done.status, done.h1) == (200, f"Your email is {OLD} again")


def test_of_two_who_confirm_one_address_at_one_moment_the_other_is_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [
        a_change(an_account(person=factories.a_person(f"P {n}", f"p{n}@old.test")), NEW).id for n in (1, 2)
    ]
    # what each reads before the other wrote
    monkeypatch.setattr("chapter.accounts.queries.account_by_email", lambda _email: None)

    def confirms(number: int) -> object:
        return contact_changes.confirm_email_change(db.session.get_one(EmailChange, number), now=TODAY)

    done = writing_at_once(app, *(partial(confirms, number) for number in asked))
    assert sorted(map(str, done)) == [rules.TAKEN, "True"]


def test_who_takes_back_an_address_that_another_took_at_that_moment_is_told(
    ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = moves(ana, EVIL)
    an_account(person=factories.a_person("Bea Quick", OLD))
    monkeypatch.setattr("chapter.accounts.queries.account_by_email", lambda _email: None)
    with pytest.raises(Refused, match="Someone else signs in"):
        takes_back(change)
    assert ana.email == EVIL
