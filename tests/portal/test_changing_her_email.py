"""Another email to sign in with is asked for: a link to the new address, a word to the old one."""

import pytest
from flask import Flask

from chapter.accounts.models import Account
from chapter.refusal import Refused
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import PASSWORD, an_account, sign_in
from tests.portal.email_changes import NEW, OLD, a_change, asks, last_change, made, written


@pytest.fixture
def ana(app: Flask) -> Account:
    return an_account(person=factories.a_person("Ana Lopez", OLD))


class TestAsking:
    def test_a_link_goes_to_the_new_address_and_a_word_to_the_old_one(
        self, ana: Account, client: Browser
    ) -> None:
        sign_in(client, account=ana)
        page = asks(client)
        assert f"We emailed {NEW}" in page.main
        assert written() == [("email_new", NEW), ("email_asked", OLD)]
        assert (ana.email, ana.person.email) == (OLD, OLD), "nothing has changed yet"

    def test_a_get_proves_nothing_and_a_press_does(
        self, ana: Account, client: Browser, another: Browser
    ) -> None:
        sign_in(client, account=ana)
        asks(client)
        address = f"/account/email/new/{last_change().token}"
        for _ in range(2):
            assert another.get(address).h1 == "Is this your email?"
        assert last_change().account.email == OLD
        page = another.get(address).form("/new/").press()
        assert page.h1 == "Done"
        assert last_change().account.email == NEW
        assert last_change().account.person.email == NEW
        assert another.get(address).h1 == "Done", "pressed twice is once"

    def test_it_asks_whether_it_is_still_she(
        self, ana: Account, client: Browser, clock: MovableClock
    ) -> None:
        sign_in(client, account=ana)
        clock.forward(minutes=20)
        assert client.get("/account/email").url.endswith("/account/again?next=/account/email")
        held = client.post("/account/email", email=NEW)
        assert written() == []
        page = held.form("/again").fill(password=PASSWORD).press()
        if page.has_form("/account/email"):
            page = page.form("/account/email").press()
        assert [kind for kind, _ in written()] == ["email_new", "email_asked"]
        assert page.status == 200

    @pytest.mark.parametrize(
        ("typed", "says"),
        [("", "Enter your new email"), ("ana", "is missing the @"), ("ANA@old.test", "already")],
    )
    def test_what_can_be_none_is_said_beside_the_field_and_kept(
        self, ana: Account, client: Browser, typed: str, says: str
    ) -> None:
        sign_in(client, account=ana)
        page = asks(client, typed)
        assert page.status == 422
        assert says in page.errors["email"]
        assert page.soup.select("input[name=email]")[0]["value"] == typed
        assert written() == []

    def test_who_asks_for_somebody_elses_email_is_told_nothing(
        self, ana: Account, client: Browser, another: Browser
    ) -> None:
        owner = an_account(person=factories.a_person("Bea Owner", "bea@example.test"))
        sign_in(client, account=ana)
        taken = asks(client, "bea@example.test")
        free = asks(client, "eva@example.test")
        assert taken.main.replace("bea@", "…@") == free.main.replace("eva@", "…@")
        assert written() == [
            ("email_taken", "bea@example.test"), ("email_asked", OLD),
            ("email_new", "eva@example.test"), ("email_asked", OLD),
        ]  # fmt: skip
        assert owner.email == "bea@example.test"

    def test_asking_again_ends_what_was_asked_before(self, ana: Account) -> None:
        first = a_change(ana)
        a_change(ana, "other@new.test")
        with pytest.raises(Refused, match="has expired"):
            made(first)
        assert ana.email == OLD

    def test_she_cancels_it_on_her_page(self, ana: Account, client: Browser) -> None:
        sign_in(client, account=ana)
        page = asks(client).form("/stop").press()
        assert f"You still sign in as {OLD}." in page.text
        with pytest.raises(Refused, match="has expired"):
            made(last_change())

    def test_no_address_is_flooded(self, ana: Account, client: Browser) -> None:
        sign_in(client, account=ana)
        pages = [asks(client) for _ in range(12)]
        assert pages[-1].status == 429
        assert len([1 for kind, to in written() if to == NEW]) < 7
