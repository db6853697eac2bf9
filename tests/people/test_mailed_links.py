"""Links that are mailed: for signing in, for a new password, for an invitation. Each acts once."""

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.mail.models import Mail
from chapter.people import places
from chapter.people.models import Account, OneUseLink, Person, Session
from chapter.people.rules import accounts, links
from chapter.refusal import Refused
from tests import factories
from tests.browser import Browser, Page
from tests.conftest import MovableClock

NEW = "quite another set of words"
ASKING = {"signin": "/signin/mail", "reset": "/password/forgotten"}


def ask(client: Browser, purpose: str, email: str) -> Page:
    return client.post(ASKING[purpose], email=email, follow=False)


def latest(purpose: str) -> OneUseLink:
    query = select(OneUseLink).where(OneUseLink.purpose == purpose).order_by(OneUseLink.id.desc())
    return db.session.scalars(query).first() or pytest.fail("no link was made")


def path_of(link: OneUseLink) -> str:
    return places.address(link).removeprefix("http://chapter.test")


def mails() -> list[Mail]:
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def an_invitation(person: Person | None = None) -> tuple[Account, OneUseLink]:
    director = factories.an_account("director")
    who = person or factories.a_person()
    with db.writing():
        account = accounts.invite(who, who.email, by=director.person.actor, now=factories.TODAY)
    return account, latest("invitation")


def press(client: Browser, link: OneUseLink, **fields: Any) -> Page:
    return client.post(path_of(link), follow=False, **fields)


def test_a_mailed_link_opens_a_page_whose_button_signs_in(client: Browser) -> None:
    account = factories.an_account()
    assert ask(client, "signin", account.email).location == "/signin/mailed"
    assert [mail.to_address for mail in mails()] == [account.email]
    page = client.get(path_of(latest("signin")))
    assert client.get("/account", follow=False).status == 302
    assert page.form("/signin/link/").press().url == "/account"


def test_a_scanner_that_opens_the_link_again_and_again_uses_nothing_up(
    client: Browser, another: Browser
) -> None:
    """Incident 30."""
    account = factories.an_account()
    for purpose in ASKING:
        ask(client, purpose, account.email)
    invited, invitation = an_invitation()
    assert invited.proved_at is None
    for link in (latest("signin"), latest("reset"), invitation):
        for _ in range(3):
            assert another.get(path_of(link)).status == 200
            assert another.head(path_of(link)).status == 200
        db.session.rollback()
        assert link.works(factories.TODAY)
    assert db.session.scalar(select(func.count()).select_from(Session)) == 0
    assert press(client, latest("signin")).status == 303


@pytest.mark.parametrize("purpose", ["signin", "reset"])
def test_asking_looks_the_same_for_known_unknown_and_closed(client: Browser, purpose: str) -> None:
    """Incident 22."""
    known, closed = factories.an_account(), factories.an_account(disabled_at=factories.TODAY)
    answers = [ask(client, purpose, email) for email in (known.email, closed.email, "nobody@example.test")]
    assert {(page.status, page.location, page.body) for page in answers} == {
        (303, "/signin/mailed", answers[0].body)
    }
    assert [mail.to_address for mail in mails()] == [known.email]
    kept = db.session.scalars(select(OneUseLink).order_by(OneUseLink.id)).all()
    assert [(link.email, link.works(factories.TODAY)) for link in kept] == [
        (known.email, True),
        ("", False),
        ("", False),
    ]
    assert client.get("/signin/mailed").status == 200


def test_how_long_asking_takes_does_not_tell_who_is_known(app: Flask, thorough: bool) -> None:
    """Incident 22, for mailed links: the same statements run for an address that nobody has."""
    account = factories.an_account()
    times: dict[bool, list[float]] = {True: [], False: []}
    rounds = 200 if thorough else 40
    for number in range(rounds):
        for known in (True, False):
            began = time.perf_counter()
            with db.writing():
                links.mail_to(account if known else None, "signin", now=factories.TODAY)
            if number > rounds // 10:
                times[known].append(time.perf_counter() - began)
    ratio = statistics.median(times[False]) / statistics.median(times[True])
    assert 0.7 < ratio < 1.4


def test_an_email_in_another_case_finds_its_account_and_mail_goes_to_the_accounts_own(
    client: Browser,
) -> None:
    factories.an_account(email="Ana@example.test")
    ask(client, "signin", "ANA@EXAMPLE.TEST")
    assert [mail.to_address for mail in mails()] == ["Ana@example.test"]


def test_the_link_is_built_from_the_sites_own_address_whatever_the_request_says(client: Browser) -> None:
    """Incident 6."""
    account = factories.an_account()
    data = {"email": account.email, "csrf_token": client.csrf_token()}
    cookie = client.flask.get_cookie("chapter", domain="chapter.test")
    forged = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "host=evil.example",
        "Cookie": f"chapter={cookie.value if cookie else ''}",
    }
    with client.app.test_client(use_cookies=False) as bare:
        for path in ASKING.values():
            answer = bare.post(path, data=data, headers=forged)
            assert (answer.status_code, answer.headers["Location"]) == (303, "/signin/mailed")
    for purpose in ASKING:
        assert places.address(latest(purpose)).startswith("http://chapter.test/")
    assert len(mails()) == 2
    assert not any("evil" in mail.text for mail in mails())


def test_the_outbox_holds_no_secret(client: Browser) -> None:
    ask(client, "signin", factories.an_account().email)
    mail = mails()[0]
    assert "/signin/link/" not in mail.text
    assert latest("signin").public_id not in mail.text


@pytest.mark.parametrize("purpose", ["signin", "reset"])
def test_a_link_works_once(client: Browser, another: Browser, purpose: str) -> None:
    ask(client, purpose, factories.an_account().email)
    link = latest(purpose)
    assert press(client, link, password=NEW).status == 303
    page = press(another, link, password=NEW)
    assert page.status == 410
    assert another.get(path_of(link)).status == 410
    assert another.get("/account", follow=False).status == 302


@pytest.mark.parametrize(("purpose", "minutes"), [("signin", 30), ("reset", 30), ("invitation", 7 * 24 * 60)])
def test_a_link_dies_of_age(client: Browser, clock: MovableClock, purpose: str, minutes: int) -> None:
    if purpose == "invitation":
        an_invitation()
    else:
        ask(client, purpose, factories.an_account().email)
    clock.forward(minutes=minutes - 1)
    assert client.get(path_of(latest(purpose))).status == 200
    clock.forward(minutes=1)
    assert client.get(path_of(latest(purpose))).status == 410
    assert press(client, latest(purpose), password=NEW).status == 410


def test_a_new_link_kills_the_one_before(client: Browser) -> None:
    account = factories.an_account()
    ask(client, "signin", account.email)
    old = latest("signin")
    ask(client, "signin", account.email)
    assert latest("signin").id != old.id
    assert press(client, old).status == 410
    assert press(client, latest("signin")).status == 303


def test_a_link_for_one_purpose_opens_no_other_door(client: Browser) -> None:
    account = factories.an_account()
    for purpose in ASKING:
        ask(client, purpose, account.email)
    signin, reset = path_of(latest("signin")), path_of(latest("reset"))
    token = {"signin": signin.rpartition("/")[2], "reset": reset.rpartition("/")[2]}
    assert client.get(f"/password/new/{token['signin']}").status == 404
    assert client.get(f"/invitation/{token['reset']}").status == 404
    assert client.get(f"/signin/link/{token['reset']}").status == 404
    assert client.post(f"/password/new/{token['signin']}", password=NEW, follow=False).status == 404


@pytest.mark.parametrize("door", ["/signin/link", "/password/new", "/invitation"])
def test_made_up_tokens_are_not_there(client: Browser, door: str) -> None:
    ask(client, "signin", factories.an_account().email)
    public_id = latest("signin").public_id
    for token in ("x", "0" * 43, f"{public_id}-{'a' * 26}", f"{public_id}-", "%00", "a" * 3000, "ünï"):
        assert client.get(f"{door}/{token}", check=False).status == 404


def test_a_used_link_says_what_to_do_next(client: Browser) -> None:
    ask(client, "signin", factories.an_account().email)
    press(client, latest("signin"))
    page = client.get(path_of(latest("signin")))
    assert "/signin/mail" in str(page.links())


def test_of_twenty_presses_at_once_one_succeeds(app: Flask) -> None:
    """Incident 29 and the bar of one-use links; each thread with a connection of its own."""
    account = factories.an_account()
    with db.writing():
        links.mail_to(account, "signin", now=factories.TODAY)
    link_id, start = latest("signin").id, Barrier(20)

    def try_it(_number: int) -> bool:
        with app.app_context():
            link = db.session.get_one(OneUseLink, link_id)
            db.end_reading()
            start.wait(10)
            try:
                with db.writing():
                    accounts.sign_in_by(link, browser="", now=factories.TODAY)
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(20) as threads:
        outcomes = list(threads.map(try_it, range(20)))
    assert outcomes.count(True) == 1
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Session)) == 1


def test_without_the_lock_several_would_succeed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter-example: presses that believe what they read before all succeed."""
    account = factories.an_account()
    with db.writing():
        links.mail_to(account, "signin", now=factories.TODAY)
    link = latest("signin")
    monkeypatch.setattr(db, "lock", lambda row: OneUseLink(expires_at=row.expires_at))
    for _ in range(2):
        with db.writing():
            links.use(link, now=factories.TODAY)


def test_five_links_an_hour_and_no_more(client: Browser, clock: MovableClock) -> None:
    account = factories.an_account()
    for email in (account.email, "nobody@example.test"):
        assert [ask(client, "signin", email).status for _ in range(6)] == [303] * 5 + [429]
    assert len(mails()) == 5
    clock.forward(minutes=61)
    assert ask(client, "signin", account.email).status == 303


def test_a_forgotten_password_is_replaced_and_signs_out_everywhere(client: Browser, another: Browser) -> None:
    account = factories.an_account()
    factories.sign_in(another, account=account)
    ask(client, "reset", account.email)
    page = client.get(path_of(latest("reset")))
    done = page.form("/password/new/").fill(password=NEW).press()
    assert done.url == "/account"
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


def test_an_account_closed_after_asking_does_not_open_by_its_link(client: Browser) -> None:
    account, director = factories.an_account(), factories.an_account("director")
    for purpose in ASKING:
        ask(client, purpose, account.email)
    with db.writing():
        accounts.disable(account, by=director.person.actor, why="", now=factories.TODAY)
    assert press(client, latest("signin")).status == 410
    assert press(client, latest("reset"), password=NEW).status == 410


def test_an_invitation_is_taken_by_choosing_a_password(client: Browser) -> None:
    account, link = an_invitation()
    assert account.password_hash is None
    page = client.get(path_of(link))
    assert f'value="{account.email}"' in page.html
    assert page.form("/invitation/").fill(password=NEW).press().url == "/account"
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


def test_links_and_their_secrets_stay_out_of_the_log(
    client: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    account, link = an_invitation()
    for purpose in ASKING:
        ask(client, purpose, account.email)
    for one in (link, latest("signin"), latest("reset")):
        client.get(path_of(one))
    said = capsys.readouterr()
    tokens = [re.escape(path_of(one).rpartition("/")[2]) for one in (link, latest("signin"), latest("reset"))]
    assert not re.search("|".join(tokens), said.out + said.err)
