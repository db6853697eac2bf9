"""The second factor of staff, the way back for who lost hers, proving again, and where one is led."""

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account, AuthenticatorApp, Passkey, RecoveryCode, Session
from chapter.audit import Entry
from chapter.authentication.rules import second_factor
from chapter.refusal import Refused
from tests import factories
from tests.authentication.sign_in import give_code, give_password, is_in, set_up_second_factor, subjects
from tests.authentication.test_landing import AWAY
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, code_at

ELSEWHERE = AWAY[:8]


@pytest.mark.parametrize("role", ["director", "events", "volunteers", "treasurer", "comms"])
def test_staff_are_led_to_set_one_up_before_the_office_opens(client: Browser, role: str) -> None:
    account = factories.an_account(role, secured=False)
    assert give_password(client, account).location == "/account/secure"
    for address in ("/office/", "/office/people/", "/office/events/"):
        assert client.get(address, follow=False).location == f"/account/secure?next={address}"
    assert client.post("/office/people/new", name="Eve", follow=False).location == "/account/secure"
    assert "Office" not in client.get("/account").links()
    set_up_second_factor(client)
    assert client.get("/account/recovery").follow("I saved them").url == "/office/"


def test_an_event_that_only_staff_see_stays_hidden_until_then(client: Browser) -> None:
    factories.an_event(slug="members", visibility="members")
    factories.sign_in(client, account=factories.an_account("director", secured=False))
    assert client.get("/events/members").status == 403


def test_members_may_have_one_and_need_none(client: Browser) -> None:
    factories.sign_in(client, "member")
    assert client.get("/account").status == 200
    assert client.get("/office/", follow=False).status == 403


def test_in_the_demo_staff_need_none(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "STAFF_NEED_SECOND_FACTOR", False)
    assert give_password(client, factories.an_account("director", secured=False)).location == "/office/"


def test_who_takes_her_last_factor_away_is_led_to_another(client: Browser) -> None:
    factories.sign_in(client, "director")
    client.get("/account").form("/codes/end").press()
    assert client.get("/office/", follow=False).location == "/account/secure?next=/office/"


def test_a_managing_director_takes_away_what_somebody_lost(client: Browser, another: Browser) -> None:
    hers = factories.an_account("events")
    factories.a_passkey(hers)
    with db.writing():
        second_factor.renew_recovery_codes(hers, now=TODAY)
    factories.sign_in(another, account=hers)
    director = factories.sign_in(client, "director")
    page = client.get(f"/office/people/{hers.person.public_id}").form("/factors/reset")
    refused = page.fill(why="").press()
    assert refused.status == 422
    done = refused.form("/factors/reset").fill(why="She lost her phone and called me").press()
    assert "Two-step verification is off for" in done.text
    assert hers.secured_at is None
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        assert not db.session.scalars(select(table).where(table.account_id == hers.id)).all()
    assert not is_in(another)
    assert subjects()[-1] == "Your two-step verification was reset"
    entry = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert entry
    assert (entry.verb, entry.actor_person_id) == ("took away second factor", director.id)
    assert entry.why == "She lost her phone and called me"
    assert give_password(another, hers).location == "/account/secure"


def test_nobody_takes_away_her_own_or_what_is_not_there(app: Flask) -> None:
    director, other = factories.an_account("director"), factories.an_account()
    for account in (director, other):
        with pytest.raises(Refused), db.writing():
            second_factor.reset(account, by=director.person.actor, why="x", now=TODAY)
    assert director.secured_at


@pytest.mark.parametrize("role", ["events", "comms", "member"])
def test_only_managing_directors_take_factors_away(client: Browser, role: str) -> None:
    hers = factories.an_account("director")
    factories.sign_in(client, role)
    page = client.post(f"/office/people/{hers.person.public_id}/factors/reset", why="x", follow=False)
    assert page.status == 403
    assert hers.secured_at


SENSITIVE = (
    "/account/codes", "/account/codes/prove", "/account/codes/end", "/account/passkeys/new",
    "/account/recovery",
)  # fmt: skip


@pytest.mark.parametrize("address", SENSITIVE)
def test_after_a_while_she_proves_again_before_anything_sensitive(
    client: Browser, clock: MovableClock, address: str
) -> None:
    account = factories.an_account("events")
    factories.sign_in(client, account=account)
    clock.forward(minutes=16)
    asked = client.post(address, code=code_at(TODAY), name="x", follow=False)
    assert (asked.status, asked.h1) == (200, "Confirm it’s you")
    assert account.secured_at == TODAY
    proved = asked.form("/again").fill(code=code_at(clock.now())).press()
    assert proved.has_form(address)
    assert client.get("/account/passkeys/new", follow=False).status == 200


def test_a_copied_cookie_and_a_stolen_password_do_not_take_the_second_factor_away(
    client: Browser, clock: MovableClock
) -> None:
    account = factories.an_account("events")
    factories.sign_in(client, account=account)
    clock.forward(minutes=16)
    page = client.post("/account/again", password=factories.PASSWORD, follow=False)
    assert page.status == 422
    assert client.post("/account/codes/end", follow=False).h1 == "Confirm it’s you"
    assert account.secured_at


def test_who_has_no_second_factor_proves_by_her_password(client: Browser, clock: MovableClock) -> None:
    factories.sign_in(client)
    clock.forward(minutes=16)
    page = client.get("/account/passkeys/new")
    assert page.url == "/account/again?next=/account/passkeys/new"
    assert page.form("/again").fill(password="not hers").press().errors["password"]
    assert page.form("/again").fill(password=factories.PASSWORD).press().url == "/account/passkeys/new"


def test_guesses_at_her_password_are_counted_here_too(client: Browser) -> None:
    factories.sign_in(client)
    tries = [client.post("/account/again", password=f"guess-{n}", follow=False).status for n in range(11)]
    assert tries == [422] * 10 + [429]


def test_guesses_at_her_code_are_counted_here_too(client: Browser) -> None:
    factories.sign_in(client, "events")
    tries = [client.post("/account/again", code=f"{n:06}", follow=False).status for n in range(6)]
    assert tries == [422] * 5 + [429]


def test_who_has_neither_signs_in_by_mail_again(client: Browser, clock: MovableClock) -> None:
    factories.sign_in(client, account=factories.an_account(password_hash=None))
    assert (
        client.post("/account/password", password="a first one of her own", follow=False).location
        == "/account"
    )
    account = factories.an_account(password_hash=None)
    factories.sign_in(client, account=account)
    clock.forward(minutes=16)
    refused = client.post("/account/password", password="a first one of her own", follow=False)
    assert "mail you a link" in refused.main
    assert account.password_hash is None
    assert "mail you a link" in client.get("/account/again").main
    tried = client.post("/account/again", password="anything", follow=False)
    assert "haven’t signed in again yet" in tried.main
    assert account.password_hash is None


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_away_after_the_second_factor(client: Browser, address: str) -> None:
    """Incident 13."""
    account = factories.an_account(secured=True)
    assert give_password(client, account, next=address).location == "/signin/second"
    page = client.get("/signin/second", query_string={"next": address})
    assert page.form("/second")["next"] == ""
    done = give_code(client, code_at(TODAY), next=address)
    assert (done.status, done.headers["Location"]) == (303, "/me/")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_away_after_proving_again(client: Browser, address: str) -> None:
    factories.sign_in(client)
    page = client.get("/account/again", query_string={"next": address})
    assert page.form("/again")["next"] == ""
    done = client.post("/account/again", password=factories.PASSWORD, next=address, follow=False)
    assert (done.status, done.headers["Location"]) == (303, "/account")


def test_without_the_pages_token_no_factor_is_taken(client: Browser) -> None:
    account = factories.an_account("events")
    give_password(client, account)
    assert give_code(client, code_at(TODAY), proved=False).status == 422
    assert not is_in(client)
    assert give_code(client, code_at(TODAY)).status == 303


def test_pages_with_secrets_are_kept_by_no_proxy(client: Browser) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    begun = client.get("/account").form("/account/codes").press()
    assert begun.headers["Cache-Control"] == "private, no-store"
    assert begun.soup.select("img[src^='data:image/svg+xml']")


def test_changing_the_password_keeps_the_second_factor(client: Browser) -> None:
    account = factories.an_account("events")
    factories.sign_in(client, account=account)
    page = client.post(
        "/account/password", current=factories.PASSWORD, password="quite another set of words", follow=False
    )
    assert page.status == 303
    assert is_in(client)
    assert account.secured_at
    live = [one for one in db.session.scalars(select(Session)) if one.alive(TODAY)]
    assert len(live) == 1


@pytest.mark.parametrize(
    "password",
    ["Ana Lopez 1", "ana.lopez2026", "LopezAna!!", "testnetwork1", "TestNetwork Chicago", "analopez.example"],
)
def test_a_password_made_of_her_name_or_the_chapters_is_refused_with_the_reason(
    client: Browser, password: str
) -> None:
    her = factories.a_person("Ana Lopez", "ana.lopez@example.test")
    factories.sign_in(client, account=factories.an_account(person=her))
    page = client.post("/account/password", current=factories.PASSWORD, password=password, follow=False)
    assert page.status == 422
    assert "knows your name, your email or the chapter’s name" in page.errors["password"]


def test_a_name_among_words_of_her_own_is_welcome(client: Browser) -> None:
    her = factories.a_person("Ana Lopez", "ana.lopez@example.test")
    factories.sign_in(client, account=factories.an_account(person=her))
    fields = {"current": factories.PASSWORD, "password": "lopez rides a blue bicycle"}
    assert (
        client.send("POST", "/account/password", data={**fields, "csrf_token": client.csrf_token()}).status
        == 303
    )


def test_an_account_says_the_truth_about_its_factors(app: Flask) -> None:
    account: Account = factories.an_account("events")
    passkey = factories.a_passkey(account)
    with db.writing():
        second_factor.factor_removed(db.lock(account))
    assert account.secured_at
    with db.writing():
        db.session.delete(db.session.scalars(select(AuthenticatorApp)).one())
        db.session.delete(db.lock(passkey))
        second_factor.factor_removed(db.lock(account))
    assert account.secured_at is None
