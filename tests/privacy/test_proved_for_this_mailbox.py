"""/my-data shows what is proved for the mailbox to which its link went, and nothing typed under another."""

from typing import Any

from chapter import db
from chapter.people.verification import MAILBOX, TYPED
from chapter.privacy import address_access, queries
from tests.browser import Browser
from tests.factories import a_booking, an_event
from tests.privacy.test_my_data import ask, everything_kept, link_to
from tests.shifts.shifts import a_shift, an_opportunity, try_to_take

ANA: dict[str, Any] = {"name": "Ana Ruiz", "email": "ana@example.test"}


def test_the_mailed_link_shows_what_was_typed_under_its_own_address(app: object, client: Browser) -> None:
    a_booking(an_event("Soup"), proof=TYPED, dietary="no nuts", **ANA)
    ask(client, ANA["email"])
    assert "no nuts" in client.get(link_to(ANA["email"])).text


def test_what_was_typed_under_another_address_shows_only_when_it_is_proved(
    app: object, client: Browser
) -> None:
    booking = a_booking(an_event("Soup"), **ANA)
    signup = try_to_take(a_shift(an_opportunity(title="Pantry")), **ANA).signup
    assert signup is not None
    with db.writing():
        signup.email = signup.email_key = "elsewhere@example.test"
    ask(client, ANA["email"])
    address = link_to(ANA["email"])
    assert "Pantry" not in client.get(address).main.split("Emails to you")[0]
    assert "elsewhere@example.test" not in client.get(f"{address}/everything.json").html
    with db.writing():
        signup.proof = MAILBOX
    assert "Pantry" in client.get(address).main.split("Emails to you")[0]
    assert booking.proved


def test_erasing_takes_what_is_linked_to_her_from_wherever_it_was_typed(app: object, client: Browser) -> None:
    a_booking(an_event("Soup"), **ANA)
    signup = try_to_take(a_shift(), **ANA).signup
    assert signup is not None
    with db.writing():
        signup.email = signup.email_key = "elsewhere@example.test"
    assert signup in queries.data_under(ANA["email"])["signups"]
    assert signup not in address_access.shown_by_link(ANA["email"])["signups"]


def test_the_news_that_was_ticked_goes_with_the_rest(app: object, client: Browser) -> None:
    a_booking(an_event("Soup"), proof=TYPED, news=True, news_wording="Write to Ana, please.", **ANA)
    assert "Write to Ana, please." in everything_kept()
    ask(client, ANA["email"])
    client.get(link_to(ANA["email"])).form("erase").fill(sure=True).press()
    assert "Write to Ana, please." not in everything_kept()
