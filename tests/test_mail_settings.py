"""MAIL_FROM and MAIL_URL are read before anything starts, and what can't work is said in a sentence."""

import pytest
from flask import Flask

import config
from chapter.gateways.smtp import Mailer
from chapter.mail import mime_messages
from tests.conftest import SETTINGS
from tests.mail.conftest import a_mail

PRODUCTION = {**SETTINGS, "CHAPTER_ENV": "production", "BASE_URL": "https://chapter.test"}


def loaded(**more: str) -> dict[str, object]:
    return config.load({**PRODUCTION, **more})


@pytest.mark.parametrize(
    ("given", "name", "address"),
    [
        ("hello@chapter.test", "", "hello@chapter.test"),
        (" hello@chapter.test ", "", "hello@chapter.test"),
        ("Our Chapter <hello@chapter.test>", "Our Chapter", "hello@chapter.test"),
        ('"Our Chapter, Chicago" <hello@chapter.test>', "Our Chapter, Chicago", "hello@chapter.test"),
        ("Frauen für Frauen <hallo@straße.test>", "Frauen für Frauen", "hallo@xn--strae-oqa.test"),
        ("<hello@chapter.test>", "", "hello@chapter.test"),
    ],
)
def test_mails_come_from_an_address_with_or_without_a_name(given: str, name: str, address: str) -> None:
    made = loaded(MAIL_FROM=given)
    assert (made["MAIL_FROM_NAME"], made["MAIL_FROM"]) == (name, address)


@pytest.mark.parametrize(
    "given",
    ["hello", "hello@", "@chapter.test", "Our Chapter", "Our Chapter <hello>", "hello@chapter",
     "Our Chapter hello@chapter.test", "a@chapter.test, b@chapter.test", "hellö@chapter.test",
     "Ours\nBcc: x <hello@chapter.test>", "hello@chapter.test\nBcc: x@chapter.test"],
)  # fmt: skip
def test_what_no_mail_can_come_from_is_refused_at_start(given: str) -> None:
    with pytest.raises(config.SettingsError, match="isn't an email address that Chapter can send from"):
        loaded(MAIL_FROM=given)


@pytest.mark.parametrize(
    ("site", "sender"),
    [
        ("https://chapter.example.test", "hello@chapter.example.test"),
        ("http://127.0.0.1:5000", "hello@localhost"),
        ("http://[::1]:5000", "hello@localhost"),
    ],
)
def test_where_nobody_says_it_mails_come_from_the_domain_that_people_type(site: str, sender: str) -> None:
    unsaid = {name: value for name, value in PRODUCTION.items() if name != "MAIL_FROM"}
    said = {**unsaid, "BASE_URL": site, "MAIL_URL": "smtp://mail.example.test"}
    assert config.load(said)["MAIL_FROM"] == sender


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("mail.example.org:587", "must begin with smtp://"),
        ("https://mail.example.org", "must begin with smtp://"),
        ("smtp://", "has no host"),
        ("smtp://chapter:kanaria@:587", "has no host"),
        ("smtp://mail.example.org:mail", "port isn’t a number"),
        ("smtp://mail.example.org:0", "port isn’t a number"),
        ("smtp://mail.example.org:70000", "port isn’t a number"),
        ("smtp://chapter:kana#ria@mail.example.org:587", "# as %23"),
        ("smtp://chapter:kanaria#@mail.example.org:587", "# as %23"),
        ("smtp://chapter:p@ss#kanaria@mail.example.org", "@ as %40"),
        ("smtp://chapter:kana/ria@mail.example.org", "/ as %2F"),
        ("smtp://chapter:kana?ria@mail.example.org", "? as %3F"),
        ("smtp://chapter:kana%ria@mail.example.org", "% as %25"),
        ("smtp://chapter:[kanaria@mail.example.org", "can’t be read"),
        ("smtp://chapter@mail.example.org", "without a password"),
        ("smtp://chapter:kana\tria@mail.example.org", "invisible character"),
        ("smtp://mail..example.org", "isn’t a server name"),
        ("smtp://.example.org", "isn’t a server name"),
        (f"smtp://{'m' * 64}.example.org", "isn’t a server name"),
        ("smtp://" + "mail." * 51 + "org", "isn’t a server name"),
        ("smtp://h h", "isn’t a server name"),
        ("smtp://-mail.example.org", "isn’t a server name"),
        ("smtp://chapter:kanaria@'mail.example.org'", "isn’t a server name"),
        ("smtp://chapter:kan%C3%A1ria@mail.example.org", "password has characters"),
        ("smtp://chapter:kanária@mail.example.org", "password has characters"),
        ("smtps://chapter:kanaria%FF@mail.example.org", "password has characters"),
        ("smtps://chapter:kanaria%00@mail.example.org", "password has characters"),
        ("smtps://ch%C3%A4pter:kanaria@mail.example.org", "user name has characters"),
    ],
)
def test_a_server_that_can_t_be_meant_is_refused_at_start_without_its_password(given: str, said: str) -> None:
    with pytest.raises(config.SettingsError, match="MAIL_URL") as refused:
        loaded(MAIL_URL=given)
    assert said in str(refused.value)
    assert "ria" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "user", "password"),
    [
        ("smtp://127.0.0.1:25", "", ""),
        ("smtps://chapter:p%40ss%23@mail.example.org", "chapter", "p@ss#"),
        ("smtp://me@example.org:p@ss:word@mail.example.org:587", "me@example.org", "p@ss:word"),
        ("smtp://chapter:four words of it@mail.example.org", "chapter", "four words of it"),
        ("smtp://mail_server", "", ""),
        ("smtp://localhost.", "", ""),
        ("smtp://straße.example.org", "", ""),
        ("smtp://[::1]:2525", "", ""),
        (f"smtp://{'m' * 63}.example.org", "", ""),
    ],
)
def test_user_and_password_are_read_whole(given: str, user: str, password: str) -> None:
    mailer = Mailer.from_url(str(loaded(MAIL_URL=given)["MAIL_URL"]))
    assert (mailer.user, mailer.password) == (user, password)


@pytest.mark.parametrize(
    ("sender", "called"),
    [("Dana Director", '"Dana Director, Our Chapter"'), ("", "Our Chapter")],
)
def test_the_name_in_mail_from_stands_in_every_mail(
    app: Flask, monkeypatch: pytest.MonkeyPatch, sender: str, called: str
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FROM_NAME", "Our Chapter")
    mail = a_mail()
    mail.from_name = sender or "Test Network, Chicago"
    assert str(mime_messages.build_message(mail)["From"]) == f"{called} <hello@chapter.test>"
