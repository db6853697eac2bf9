"""Asking for a mailed link: what goes out, and what nobody learns by asking."""

import re
import statistics
import time

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts import placeholders
from chapter.accounts.models import OneUseLink
from chapter.accounts.rules import one_use_links
from tests import factories
from tests.authentication.mailed_links import ASKING, an_invitation, ask, latest, mails, path_of
from tests.browser import Browser
from tests.conftest import MovableClock


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
                one_use_links.mail_link(account if known else None, "signin", now=factories.TODAY)
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
        assert placeholders.one_use_address(latest(purpose)).startswith("http://chapter.test/")
    assert len(mails()) == 2
    assert not any("evil" in mail.text for mail in mails())


def test_the_outbox_holds_no_secret(client: Browser) -> None:
    ask(client, "signin", factories.an_account().email)
    mail = mails()[0]
    assert "/signin/link/" not in mail.text
    assert latest("signin").public_id not in mail.text


def test_five_links_an_hour_and_no_more(client: Browser, clock: MovableClock) -> None:
    account = factories.an_account()
    for email in (account.email, "nobody@example.test"):
        assert [ask(client, "signin", email).status for _ in range(6)] == [303] * 5 + [429]
    assert len(mails()) == 5
    clock.forward(minutes=61)
    assert ask(client, "signin", account.email).status == 303


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
