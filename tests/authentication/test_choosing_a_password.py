"""Passwords chosen by a mailed link: by who forgot hers, and by who was invited."""

import pytest

from chapter import db
from chapter.accounts.rules import accounts
from tests import factories
from tests.authentication.mailed_links import NEW, an_invitation, ask, latest, mails, path_of, press
from tests.browser import Browser


def test_a_forgotten_password_is_replaced_and_signs_out_everywhere(client: Browser, another: Browser) -> None:
    account = factories.an_account()
    factories.sign_in(another, account=account)
    ask(client, "reset", account.email)
    page = client.get(path_of(latest("reset")))
    done = page.form("/password/new/").fill(password=NEW).press()
    assert done.url == "/me/"
    assert another.get("/account", follow=False).status == 302
    assert "password_changed" in mails()[-1].kind
    client.forget_cookies()
    assert client.post("/signin", email=account.email, password=NEW, follow=False).status == 303
    assert (
        client.post("/signin", email=account.email, password=factories.PASSWORD, follow=False).status == 422
    )


def test_asking_for_a_new_password_leaves_the_old_one_alone(client: Browser) -> None:
    account = factories.an_account()
    ask(client, "reset", account.email)
    assert (
        client.post("/signin", email=account.email, password=factories.PASSWORD, follow=False).status == 303
    )


@pytest.mark.parametrize(
    "password", ["short", "password12", "qwertyuiop", "1234567890", "aaaaaaaaaaaa", "lopezlopez", "x" * 201]
)
def test_a_weak_password_is_refused_kindly_and_the_link_stays(client: Browser, password: str) -> None:
    account = factories.an_account(person=factories.a_person("Ana Lopez", "ana.lopez@example.test"))
    ask(client, "reset", account.email)
    link = latest("reset")
    page = press(client, link, password=password)
    assert page.status == 422
    assert page.errors["password"]
    assert page.form("/password/new/")["password"] == ""
    assert press(client, link, password=NEW).status == 303


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "ünd nöch ein Wörtchen", "  spaces at both ends  ", "🌻🌻🐝🌻🌻🐢🌻🌻🦋🌻"],
)
def test_any_long_password_of_ones_own_is_welcome(client: Browser, password: str) -> None:
    account = factories.an_account()
    ask(client, "reset", account.email)
    assert press(client, latest("reset"), password=password).status == 303
    client.forget_cookies()
    assert client.post("/signin", email=account.email, password=password, follow=False).status == 303


def test_an_invitation_is_taken_by_choosing_a_password(client: Browser) -> None:
    account, link = an_invitation()
    assert account.password_hash is None
    page = client.get(path_of(link))
    assert f'value="{account.email}"' in page.html
    assert page.form("/invitation/").fill(password=NEW).press().url == "/me/"
    db.session.rollback()
    assert account.proved_at == factories.TODAY
    client.forget_cookies()
    assert client.post("/signin", email=account.email, password=NEW, follow=False).status == 303


@pytest.mark.parametrize("password", ["", "None", "null", "\x00", factories.PASSWORD])
def test_an_invited_account_is_claimed_by_nobody_through_the_sign_in_page(
    client: Browser, password: str
) -> None:
    """Incident 28."""
    account, _link = an_invitation()
    assert client.post("/signin", email=account.email, password=password, follow=False).status == 422
    assert client.get("/account", follow=False).status == 302


def test_inviting_again_kills_the_link_before_even_at_another_address(client: Browser) -> None:
    """Incident 29."""
    account, old = an_invitation()
    director = factories.an_account("director")
    with db.writing():
        accounts.invite(
            account.person, "new-address@example.test", by=director.person.actor, now=factories.TODAY
        )
    assert client.get(path_of(old)).status == 410
    assert press(client, old, password=NEW).status == 410
    assert latest("invitation").email == "new-address@example.test"
    assert press(client, latest("invitation"), password=NEW).status == 303


def test_a_link_made_for_an_address_that_changed_is_dead(client: Browser) -> None:
    account, link = an_invitation()
    with db.writing():
        account.email, account.email_key = "other@example.test", "other@example.test"
    assert press(client, link, password=NEW).status == 410
