"""Saying no to mails: by one press of the mail program, or on the page behind the link."""

from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.mail import delivery, kinds, queries, rules, suppression
from chapter.mail.consents import DRIVE, NEWS, PURPOSES
from chapter.mail.models import Consent, Mail
from chapter.mail.rules import Letter
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.mail.conftest import Server

ANA = "ana@example.test"


def a_news_mail(kind: str = "giving.news", to: str = ANA) -> Mail:
    with db.writing():
        rules.record_choices(to, [DRIVE, NEWS], given=True, source="a form", now=TODAY)
        return rules.queue(Letter(kind, "What your gifts did", "Words.\n"), to=("Ana", to), now=TODAY)


def delivered(server: Server, kind: str = "giving.news") -> EmailMessage:
    a_news_mail(kind)
    delivery.send_due(now=TODAY)
    return server.mails[-1]


def one_click(client: Browser, path: str, **more: str) -> Page:
    """What a mail program posts (RFC 8058): no cookie, no token of ours."""
    return client.send("POST", path, data={"List-Unsubscribe": "One-Click", **more})


def path_of(message: EmailMessage) -> str:
    return str(message["List-Unsubscribe"]).strip("<>").removeprefix("http://chapter.test")


def test_every_kind_that_hangs_on_a_choice_carries_a_way_to_stop_it(app: Flask, server: Server) -> None:
    for name, kind in kinds.all_kinds().items():
        if kind.use.value == "asked_for":
            continue
        message = delivered(server, name)
        assert (message["List-Unsubscribe"] is not None) is (kind.consent is not None), name
        assert (message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") is (
            kind.consent is not None
        ), name
        words = message.get_body(("plain",))
        assert words is not None
        assert ("/unsubscribe/" in words.get_content()) is (kind.consent is not None), name


def test_the_mail_program_stops_that_kind_by_one_press_without_cookie_or_page(
    client: Browser, server: Server
) -> None:
    path = path_of(delivered(server))
    answer = one_click(client, path)
    assert (answer.status, answer.response.data, answer.response.headers.get("Set-Cookie")) == (
        200,
        b"",
        None,
    )
    assert not queries.agrees(ANA, DRIVE)
    assert queries.agrees(ANA, NEWS)
    assert (
        db.session.scalars(select(Consent.source).order_by(Consent.id.desc())).first() == "a link in a mail"
    )


def test_opening_the_link_changes_nothing(client: Browser, server: Server) -> None:
    page = client.get(path_of(delivered(server)))
    assert page.h1 == "Your email choices"
    assert queries.agrees(ANA, DRIVE)
    assert ANA not in page.text
    assert "a…@example.test" in page.text


def test_the_page_shows_every_kind_and_takes_each_word(client: Browser, server: Server) -> None:
    page = client.get(path_of(delivered(server)))
    assert {tag["value"] for tag in page.soup.select("input[name=choice]")} == set(PURPOSES)
    page = page.form("/unsubscribe/").press()
    assert "You’re unsubscribed from Give something nice." in page.text
    assert not queries.agrees(ANA, DRIVE)


def test_all_of_them_end_by_one_press(client: Browser, server: Server) -> None:
    page = client.get(path_of(delivered(server)))
    client.post(page.url, all="yes")
    assert [name for name, _, goes in queries.choices_of(ANA) if goes] == []


def test_what_was_queued_before_does_not_leave(client: Browser, server: Server) -> None:
    path = path_of(delivered(server))
    a_news_mail()
    one_click(client, path)
    delivery.send_due(now=TODAY)
    assert len(server.mails) == 1


@pytest.mark.parametrize("given", ["", "nobody-made-this", "0000000000000000-aaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_link_that_nobody_made_leads_nowhere(client: Browser, given: str) -> None:
    assert client.get(f"/unsubscribe/{given}").status == 404
    assert client.post(f"/unsubscribe/{given}").status == 404


def test_one_reader_s_link_says_nothing_for_another(client: Browser, server: Server) -> None:
    path = path_of(delivered(server))
    a_news_mail(to="bea@example.test")
    one_click(client, path, choice="news", to="bea@example.test")
    assert queries.agrees("bea@example.test", DRIVE)


def test_a_choice_that_is_none_is_refused(client: Browser, server: Server) -> None:
    path = path_of(delivered(server))
    assert client.post(path, choice="everything", given="no").status == 400


def test_a_press_in_a_mail_says_that_the_address_works(client: Browser, server: Server) -> None:
    path = path_of(delivered(server))
    with db.writing():
        suppression.suppress(ANA, now=TODAY)
    one_click(client, path)
    assert suppression.suppressed([ANA]) == {}


def test_the_link_works_no_more_when_its_reader_is_forgotten(client: Browser, server: Server) -> None:
    path = path_of(delivered(server))
    with db.writing():
        rules.forget([], [ANA], now=TODAY)
    assert client.get(path).status == 404
