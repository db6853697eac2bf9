"""What a mail looks like to whoever gets it, and what nobody can smuggle into one."""

from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.mail import delivery, mime_messages
from chapter.mail.models import Mail
from tests import factories
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.mail.conftest import Server, a_mail, fresh


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("Ana\r\nBcc: all@example.test", "Hello"),
        ("Ana", "Hello\r\nBcc: all@example.test\r\n\r\nBuy this"),
        ("Ana\nX-Evil: 1", "Hello\x0bX-Evil: 1"),
        ('"Ana" <all@example.test>, Bea', "=?utf-8?q?Hi=0ABcc:_x?="),
    ],
)
def test_nothing_that_is_typed_becomes_a_header_or_a_second_recipient(
    server: Server, name: str, subject: str
) -> None:
    a_mail(name=name, subject=subject)
    delivery.send_due(now=TODAY)
    (mail,) = server.mails
    assert "Bcc" not in mail
    assert "X-Evil" not in mail
    assert [address.addr_spec for address in mail["To"].addresses] == ["ana@example.test"]
    assert server.recipients == [["ana@example.test"]]


@pytest.mark.parametrize("address", ["not an address", "a@b@c", "a\r\nBcc: x@y.test", "añа@example.test", ""])
def test_an_address_that_is_none_fails_for_good(server: Server, address: str) -> None:
    mail = a_mail(to=address)
    delivery.send_due(now=TODAY)
    assert server.mails == []
    assert fresh(mail).failure == "This address can’t be used in an email."


@pytest.mark.parametrize(
    "name",
    [
        "Xóchitl Villaseñor", "María del Carmen Guadalupe Hernández-Villaseñor de la Torre, " * 3 + "Ana",
        "O’Hanrahan, Maeve", 'Ana "Nita" Ocampo', "Ana\\", "阮氏秋", "(Ana)", "",
    ],
)  # fmt: skip
def test_every_name_arrives_as_it_is_written(server: Server, name: str) -> None:
    a_mail(name=name, subject=f"For {name}")
    delivery.send_due(now=TODAY)
    (mail,) = server.mails
    raw = dict(mail.raw_items())
    reader, address = parseaddr(str(raw["To"]))
    assert (str(make_header(decode_header(reader))), address) == (name, "ana@example.test")
    assert mail["Subject"] == f"For {name}".strip()


def test_a_domain_in_any_script_is_reached_in_its_ascii_form(server: Server) -> None:
    a_mail(to="ana@büro.example")
    delivery.send_due(now=TODAY)
    assert server.recipients == [["ana@xn--bro-hoa.example"]]


def test_the_head_names_a_person_of_the_chapter_whom_answers_reach(server: Server) -> None:
    factories.the_chapter(sender_name="Dana Director", reply_to="dana@chapter.test")
    mail = a_mail()
    delivery.send_due(now=TODAY)
    (got,) = server.mails
    assert str(got["From"]) == '"Dana Director, Test Network" <hello@chapter.test>'
    assert str(got["Reply-To"]) == "dana@chapter.test"
    assert str(got["Message-ID"]) == f"<{mail.public_id}@chapter.test>"
    assert str(got["Auto-Submitted"]) == "auto-generated"


HOSTILE = (
    "<b>Ana</b>",
    "<script>alert(1)</script>",
    "[Click](https://evil.test)",
    "[Click](\ue000booking\ue001x)",
    "**Ana**",
    '" onmouseover="x',
    "https://evil.test/",
    "Ana & Bea’s <img src=x onerror=y>",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_guest_types_is_never_markup_and_never_a_link(app: Flask, name: str) -> None:
    mail = a_mail(f"Dear {name},\n\n{name}\n\nHello.\n")
    page = BeautifulSoup(html_of(mime_messages.build_message(mail)), "html.parser")
    ours = {"mailto:hello@chapter.test"}
    assert {link["href"] for link in page.find_all("a")} <= ours
    assert page.find_all(["script", "img", "b"]) == []
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]


def test_addresses_in_the_chapter_s_own_signature_become_links_when_they_are_of_the_web(app: Flask) -> None:
    signature = "Yours,\nDana\nhttps://chapter.test/about, javascript:alert(1)"
    factories.the_chapter(signature=signature)
    page = BeautifulSoup(
        html_of(mime_messages.build_message(a_mail(f"Hello.\n\n{signature}\n"))), "html.parser"
    )
    assert [link["href"] for link in page.select(".signature a")] == ["https://chapter.test/about"]


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def test_a_confirmation_carries_calendar_file_ticket_and_a_link_that_works(
    server: Server, client: Any, clock: MovableClock
) -> None:
    factories.a_booking(factories.an_event(seats=10), of=2)
    delivery.send_due(now=clock.now())
    (mail,) = server.mails
    files = {part.get_filename(): part for part in mail.iter_attachments()}
    assert set(files) == {"event.ics", "ticket.png"}
    calendar = files["event.ics"]
    assert calendar["Content-Type"].params["method"] == "PUBLISH"
    assert b"BEGIN:VEVENT" in calendar.get_payload(decode=True)
    ticket = files["ticket.png"].get_content()
    assert isinstance(ticket, bytes)
    assert ticket.startswith(b"\x89PNG")
    button = BeautifulSoup(html_of(mail), "html.parser").select_one("p.button a")
    assert button is not None
    assert str(button["href"]).startswith("http://chapter.test/rsvp/")
    text = mail.get_body(("plain",))
    assert text is not None
    assert f"See or change your booking:\n{button['href']}" in text.get_content().replace("\r\n", "\n")
    page = client.get(str(button["href"]).removeprefix("http://chapter.test"))
    assert page.status == 200


def test_no_secret_lies_in_the_outbox(app: Flask) -> None:
    booking = factories.a_booking(factories.an_event(seats=10))
    mail = db.first_or_404(select(Mail))
    kept = f"{mail.subject}{mail.text}{mail.placeholders}{mail.attachments}"
    assert booking.token not in kept
    assert booking.checkin_code not in kept
