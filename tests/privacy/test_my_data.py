"""What a guest sees, takes along and erases; and what is forgotten in time."""

import io
import json
import zipfile
from datetime import timedelta

from sqlalchemy import select

from chapter import db
from chapter.accounts.models import AuthenticatorApp, OneUseLink, RecoveryCode
from chapter.audit import Entry
from chapter.authentication.rules import second_factor
from chapter.bookings.rules import opinions
from chapter.bookings.rules.opinions import OpinionInput
from chapter.db import Model
from chapter.events.models import Event
from chapter.mail.models import Consent, Mail
from chapter.people.models import Person
from chapter.privacy import rules
from chapter.security import signed_links
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, a_passkey, a_person, an_account, an_event, sign_in
from tests.statement_count import counted


def ask(client: Browser, email: str) -> Page:
    return client.get("/my-data").form("my-data").fill(email=email).press()


def link_to(email: str) -> str:
    link = db.first_or_404(select(OneUseLink).where(OneUseLink.email == email).order_by(OneUseLink.id.desc()))
    return f"/my-data/{signed_links.make_token('my-data', link.public_id)}"


def everything_kept() -> str:
    """Each value of each row of each table, as one text."""
    rows = (row for table in Model.metadata.sorted_tables for row in db.session.execute(select(table)))
    return "\n".join(str(tuple(row)) for row in rows)


def test_the_link_opens_what_is_kept(app: object, client: Browser) -> None:
    rsvp = a_booking(
        an_event("Soup"), name="Ana Ruiz", email="ana@example.test", dietary="no nuts", arrival="buddy"
    )
    ask(client, "ANA@example.test")
    mail = db.first_or_404(select(Mail).where(Mail.kind == "privacy.link"))
    assert mail.to_key == rsvp.email_key
    page = client.get(link_to("ANA@example.test"))
    assert "Soup" in page.main
    assert "no nuts" in page.main
    assert "Arrival: With a buddy" in page.main
    assert ".." not in page.main


def test_the_answer_is_the_same_for_an_address_that_nobody_knows(
    app: object, client: Browser, another: Browser
) -> None:
    a_booking(an_event(), email="ana@example.test")
    known, unknown = ask(client, "ana@example.test"), ask(another, "nobody@example.test")
    assert known.html == unknown.html
    assert not list(db.session.scalars(select(Mail).where(Mail.to_key == "nobody@example.test")))


def test_asking_costs_the_same_whether_anything_is_kept(app: object) -> None:
    """Incident 22, for this page: the same statements in the same order for an address that nobody has."""
    a_booking(an_event(), email="ana@example.test")
    asked = []
    for email in ("ana@example.test", "nobody@example.test"):
        with counted() as sent, db.writing():
            rules.mail_link(email, now=TODAY)
        asked.append(list(sent))
    assert asked[0] == asked[1]
    assert len(list(db.session.scalars(select(Mail).where(Mail.kind == "privacy.link")))) == 1


def test_looking_changes_nothing_and_the_file_holds_no_secret(app: object, client: Browser) -> None:
    rsvp = a_booking(an_event(), name="Ana Ruiz", email="ana@example.test")
    ask(client, "ana@example.test")
    before = everything_kept()
    file = client.get(link_to("ana@example.test") + "/everything.json")
    assert file.headers["Cache-Control"] == "private, no-store"
    client.get(link_to("ana@example.test"))
    client.head(link_to("ana@example.test"))
    assert everything_kept() == before
    assert file.json["bookings"][0]["name"] == "Ana Ruiz"
    assert rsvp.checkin_code not in file.html


def test_what_she_said_of_an_evening_is_hers_to_see_and_to_take(client: Browser, clock: MovableClock) -> None:
    rsvp = a_booking(an_event("Soup"), email="ana@example.test")
    now = clock.forward(days=8)
    with db.writing():
        opinions.record_opinion(rsvp, OpinionInput("glad", "The soup, again"), now=now)
    ask(client, "ana@example.test")
    assert "Soup: I’m glad I came. The soup, again" in client.get(link_to("ana@example.test")).main
    file = client.get(link_to("ana@example.test") + "/everything.json")
    assert file.json["opinions"][0]["words"] == "The soup, again"


def test_a_press_erases_every_word_and_gives_her_seats_to_the_next(app: object, client: Browser) -> None:
    event = an_event(seats=2)
    ana = a_booking(
        event,
        of=2,
        name="Kanaria Zwölf",
        email="kanaria@example.test",
        dietary="kanaria-nuts",
        ask_me="kanaria-birds",
        guest_names=["kanaria-friend"],
        news=True,
        news_wording="News, v1",
    )
    bea = a_booking(event, of=2)
    assert bea.waiting
    ask(client, "kanaria@example.test")
    client.get(link_to("kanaria@example.test")).form("erase").fill(sure="y").press()

    assert "kanaria" not in everything_kept().casefold()
    assert bea.going
    assert ana.erased_at == TODAY
    assert db.first_or_404(select(Entry).where(Entry.verb == "erased")).record_id == ana.id


def test_a_press_alone_erases_nothing(app: object, client: Browser) -> None:
    ana = a_booking(an_event(), email="ana@example.test")
    ask(client, "ana@example.test")
    page = client.get(link_to("ana@example.test")).form("erase").press()
    assert page.status == 422
    assert "Nothing was erased" in page.main
    assert ana.erased_at is None


def test_the_link_works_once_and_for_half_an_hour(app: object, client: Browser, clock: MovableClock) -> None:
    a_booking(an_event(), email="ana@example.test")
    ask(client, "ana@example.test")
    url = link_to("ana@example.test")
    clock.forward(minutes=31)
    assert client.get(url).status == 404
    clock.at(TODAY)
    client.get(url).form("erase").fill(sure="y").press()
    assert client.get(url).status == 404


def test_what_belongs_to_an_account_stays(app: object, client: Browser) -> None:
    account = an_account("member")
    name, email = account.person.name, account.email
    rsvp = a_booking(an_event(), name=name, email=email)
    ask(client, email)
    client.post(link_to(email) + "/erase", sure="y")
    assert rsvp.erased_at is None
    assert account.person.name == name


def mailed() -> Mail:
    return db.first_or_404(select(Mail).where(Mail.kind == "privacy.link").order_by(Mail.id.desc()))


def test_whoever_reads_the_directors_mail_is_not_shown_the_directors_record(
    app: object, client: Browser, another: Browser
) -> None:
    director = an_account("director")
    a_booking(an_event("Soup"), name=director.person.name, email=director.email, dietary="no nuts")
    asked = ask(client, director.email)
    assert asked.html == ask(another, "nobody@example.test").html
    assert "sign in" in mailed().text
    link = link_to(director.email)
    for method, address in (("GET", link), ("GET", link + "/everything.json"), ("POST", link + "/erase")):
        data = {"sure": "y", "csrf_token": client.csrf_token()}
        page = client.send(method, address, data=data if method == "POST" else None)
        assert (page.status, page.location) == (303 if method == "POST" else 302, "/signin?next=/me/data")
        assert "Soup" not in page.html


def test_an_account_under_another_address_than_her_records_is_opened_by_neither(
    app: object, client: Browser
) -> None:
    account = an_account(person=a_person("Ana Ruiz", "ana@old.test"))
    with db.writing():
        account.email, account.email_key = "ana@new.test", "ana@new.test"
    a_booking(an_event("Soup"), name="Ana Ruiz", email="ana@old.test")
    for email in ("ana@old.test", "ana@new.test"):
        ask(client, email)
        assert client.get(link_to(email), follow=False).location == "/signin?next=/me/data"


def test_who_shares_an_address_with_a_member_sees_hers_and_nothing_of_the_members(
    app: object, client: Browser
) -> None:
    account = an_account(person=a_person("Ana Ruiz", "home@example.test"))
    a_booking(an_event("Hers"), name="Ana Ruiz", email="home@example.test", dietary="ana-nuts", news=True)
    bea = a_booking(an_event("Soup"), name="Bea Ruiz", email="home@example.test", dietary="bea-nuts")
    ask(client, "home@example.test")
    assert "[Sign in to see it]" in mailed().text
    link = link_to("home@example.test")
    page = client.get(link)
    file = client.get(link + "/everything.json")
    for said in (page.main, file.html):
        assert "bea-nuts" in said
        assert "ana-nuts" not in said
    assert file.json["accounts"] == file.json["consents"] == []
    assert [one["name"] for one in file.json["people"]] == ["Bea Ruiz"]
    assert "Sign in to see it" in page.main
    page.form("erase").fill(sure="y").press()
    assert bea.erased_at == TODAY
    assert account.person.name == "Ana Ruiz"


def test_who_can_no_longer_sign_in_keeps_the_mailed_page(app: object, client: Browser) -> None:
    account = an_account(person=a_person("Ana Ruiz", "ana@example.test"))
    a_booking(an_event("Soup"), name="Ana Ruiz", email="ana@example.test")
    with db.writing():
        account.disabled_at = TODAY
    ask(client, "ana@example.test")
    assert "Soup" in client.get(link_to("ana@example.test")).main


def test_asking_costs_the_same_for_an_address_with_an_account(app: object) -> None:
    account = an_account()
    asked = []
    for email in (account.email, "nobody@example.test"):
        with counted() as sent, db.writing():
            rules.mail_link(email, now=TODAY)
        asked.append(list(sent))
    assert asked[0] == asked[1]


def test_her_own_file_says_how_she_signs_in_and_holds_no_secret_of_it(app: object, client: Browser) -> None:
    account = an_account("events")
    passkey = a_passkey(account, name="My phone")
    with db.writing():
        codes = second_factor.renew_recovery_codes(account, now=TODAY)
    sign_in(client, account=account)
    whole = client.get("/me/data/everything.zip")
    text = zipfile.ZipFile(io.BytesIO(whole.body)).read("data.json").decode()
    told = json.loads(text)
    assert told["accounts"][0]["email"] == account.email
    assert told["passkeys"][0]["name"] == passkey.name
    assert len(told["apps_for_codes"]) == 1
    assert len(told["recovery_codes"]) == len(codes)
    sealed = db.session.scalars(select(AuthenticatorApp.encrypted_secret)).one()
    marks = db.session.scalars(select(RecoveryCode.code_hash)).all()
    for secret in (account.password_hash, sealed, *marks):
        assert secret
        assert secret not in text


def test_a_made_up_link_opens_nothing(app: object, client: Browser) -> None:
    a_booking(an_event(), email="ana@example.test")
    ask(client, "ana@example.test")
    url = link_to("ana@example.test")
    assert client.get(url[:-1] + ("a" if url[-1] != "a" else "b")).status == 404
    assert client.get("/my-data/nonsense").status == 404


def test_guests_of_old_events_are_forgotten_and_counts_stay(app: object) -> None:
    old = an_event(starts_at=TODAY - timedelta(days=1))
    recent = an_event()
    with db.writing():
        db.lock(old).ends_at = TODAY + timedelta(hours=1)
    ana = a_booking(old, of=2, name="Ana Old", email="ana@example.test")
    bea = a_booking(recent, name="Bea New", email="bea@example.test")
    later = TODAY + timedelta(days=366)
    with db.writing():
        db.lock(db.session.get_one(Event, recent.id)).ends_at = later - timedelta(days=3)
    with db.writing():
        assert rules.forget_old(now=later, days=365) == 1
    with db.writing():
        assert rules.forget_old(now=later, days=365) == 0
    assert (ana.name, ana.email, ana.party_size, ana.seated_at) == ("", "", 2, TODAY)
    assert bea.name == "Bea New"
    assert db.first(select(Mail).where(Mail.to_key == "ana@example.test")) is None
    assert [person.name for person in db.session.scalars(select(Person).order_by(Person.id))] == [
        "",
        "Bea New",
    ]


def test_consent_goes_with_her(app: object, client: Browser) -> None:
    a_booking(an_event(), email="ana@example.test", news=True, news_wording="News, v1")
    ask(client, "ana@example.test")
    client.get(link_to("ana@example.test")).form("erase").fill(sure="y").press()
    assert db.first(select(Consent)) is None
