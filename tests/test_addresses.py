"""Two domains that look alike are two: nobody reads, books or signs in for the other."""

import pytest
from sqlalchemy import select

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.email_addresses import NotAnAddress, email_key, normalized, to_ascii
from chapter.events_office import queries
from chapter.mail import delivery
from chapter.mail.models import Mail
from tests.authentication.mailed_links import ask, latest
from tests.bookings.test_booking_as_a_guest import bookings, post
from tests.browser import Browser
from tests.factories import PASSWORD, TODAY, a_booking, an_account, an_event, sign_in
from tests.mail.conftest import Server, a_mail
from tests.mail.conftest import server as server
from tests.privacy.test_my_data import ask as ask_for_my_data
from tests.privacy.test_my_data import link_to
from tests.test_migrations import site as site

SHARP, PLAIN = "info@straße.test", "info@strasse.test"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (SHARP, "info@xn--strae-oqa.test"),
        (PLAIN, PLAIN),
        (" Info@STRASSE.test ", PLAIN),
        ("INFO@Straße.TEST", "info@xn--strae-oqa.test"),
        ("info@XN--STRAE-OQA.test", "info@xn--strae-oqa.test"),
        ("a@BU\u0308RO.test", "a@xn--bro-hoa.test"),
        ("a@büro。test", "a@xn--bro-hoa.test"),
        ("a@σασ.test", "a@xn--mxa9ab.test"),
        ("a@σας.test", "a@xn--mxa8ab.test"),
        ("no address", "no address"),
        ("ana@-ü-.test", "ana@-ü-.test"),
        ("", ""),
    ],
)
def test_emails_are_compared_as_the_domain_they_lead_to(typed: str, key: str) -> None:
    assert email_key(typed) == key
    assert email_key(key) == key


@pytest.mark.parametrize(
    "typed", ["Info@Straße.test", "a@xn--strae-oqa.test", "ana@example.test", "a@büro。test"]
)
def test_what_a_form_keeps_and_what_servers_get_have_one_key(typed: str) -> None:
    assert email_key(to_ascii(normalized(typed))) == email_key(normalized(typed)) == email_key(typed)
    assert to_ascii(normalized(typed)).isascii()


@pytest.mark.parametrize("none", ["", "ana", "ana@", "añа@example.test", "ana@-ü-.test"])
def test_what_has_no_ascii_form_is_not_handed_to_a_server(none: str) -> None:
    with pytest.raises(NotAnAddress):
        to_ascii(normalized(none))


def test_mail_reaches_the_mailbox_that_was_written(server: Server) -> None:
    a_mail(to=SHARP)
    a_mail(to=PLAIN)
    delivery.send_due(now=TODAY)
    assert server.recipients == [["info@xn--strae-oqa.test"], [PLAIN]]
    assert [str(mail["To"].addresses[0].addr_spec) for mail in server.mails] == [
        "info@xn--strae-oqa.test",
        PLAIN,
    ]


def test_each_signs_in_to_their_own_account(client: Browser, another: Browser) -> None:
    sharp, plain = an_account(email=SHARP), an_account(email=PLAIN)
    for browser, account in ((client, sharp), (another, plain)):
        page = browser.post("/signin", email=account.email, password=PASSWORD, follow=False)
        assert page.status == 303
        assert account.person.name in browser.get("/account").html
    assert accounts_queries.account_by_email("info@xn--strae-oqa.test") is not None


def test_a_link_goes_to_the_account_that_was_asked_for(client: Browser) -> None:
    sharp = an_account(email=SHARP)
    an_account(email=PLAIN)
    ask(client, "signin", "INFO@straße.test")
    assert latest("signin").account_id == sharp.id
    assert [mail.to_address for mail in db.session.scalars(select(Mail))] == [SHARP]


def test_my_data_shows_nobody_what_is_the_others(client: Browser, another: Browser) -> None:
    a_booking(an_event("Soup"), name="Ana Ruiz", email=SHARP)
    a_booking(an_event("Bread"), name="Bea Ruiz", email=PLAIN)
    for browser, email, hers, not_hers in (
        (client, SHARP, "Soup", "Bread"),
        (another, PLAIN, "Bread", "Soup"),
    ):
        ask_for_my_data(browser, email)
        page = browser.get(link_to(email))
        assert hers in page.main
        assert not_hers not in page.main


def test_the_same_name_under_either_is_a_booking_of_its_own(client: Browser) -> None:
    event = an_event()
    for number, email in enumerate((SHARP, PLAIN)):
        assert post(client, event, email=email, nonce=f"nonce-of-form-{number}").location != "/rsvp/mailed"
    assert [one.email for one in bookings()] == [SHARP, PLAIN]
    assert len({one.person_id for one in bookings()}) == 2


@pytest.mark.every_case
@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("straße", [SHARP]), ("straß", [SHARP]), (SHARP, [SHARP]), ("strasse", [PLAIN]), (PLAIN, [PLAIN]),
        ("xn--strae", [SHARP]), ("INFO@Straße.test", [SHARP]), ("info", [SHARP, PLAIN]),
    ],
)  # fmt: skip
def test_the_office_finds_who_it_types(client: Browser, words: str, who: list[str]) -> None:
    event = an_event()
    for name, email in (("Ana Ruiz", SHARP), ("Bea Lopez", PLAIN)):
        a_booking(event, name=name, email=email)
    wanted = queries.BookingFilter(q=words)
    assert [one.email for one in db.session.scalars(queries.bookings_matching(event, wanted))] == who
    sign_in(client, "director")
    listed = client.get(f"/office/people/?q={words}").main
    assert [name for name in ("Ana Ruiz", "Bea Lopez") if name in listed] == [
        {SHARP: "Ana Ruiz", PLAIN: "Bea Lopez"}[email] for email in who
    ]
