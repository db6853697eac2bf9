"""She tells of herself, for whom she likes, and takes it back."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.accounts.models import Account
from chapter.audit import Entry
from chapter.media import rules as media
from chapter.media.decoder import Encoded
from chapter.media.models import Picture
from chapter.media.uses import PictureUse
from chapter.people import queries
from chapter.people.models.profile import FIELDS, AskOrOffer, Profile
from chapter.people.models.search_index import SearchText as Found
from chapter.people.rules import profiles
from chapter.refusal import Refused
from chapter.security import throttle
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.media.photos import a_bomb, a_photo, from_a_camera


@pytest.fixture
def account(client: Browser) -> Account:
    account = factories.an_account("member")
    factories.sign_in(client, account=account)
    return account


def profile_of(account: Account) -> Profile:
    db.session.rollback()
    return db.session.get_one(Profile, account.person_id)


def test_she_fills_in_her_profile_and_finds_it_there_again(client: Browser, account: Account) -> None:
    page = client.get("/me/profile").form("/me/profile").fill(
        name="Ana Łukasik-O’Hara", called="Ana", neighborhood="Pilsen", phone="312 555 0142",
        skills="Leases\n\nBread", links="LinkedIn https://example.test/ana\nhttps://ana.test",
    ).press()  # fmt: skip
    assert page.status == 200
    kept = profiles.values_of(account.person)
    assert (kept.name, kept.phone, kept.skills) == ("Ana Łukasik-O’Hara", "+13125550142", ("Leases", "Bread"))
    assert kept.links == (("LinkedIn", "https://example.test/ana"), ("", "https://ana.test"))
    again = client.get("/me/profile").form("/me/profile")
    assert again["skills"] == "Leases\nBread"


def test_her_phone_keeps_its_extension_however_often_she_saves(client: Browser, account: Account) -> None:
    form = client.get("/me/profile").form("/me/profile").fill(phone="312-555-0100 ext. 4")
    for _ in range(2):
        form = form.press().form("/me/profile")
        assert profile_of(account).phone == "+13125550100;ext=4"
        assert form["phone"] == "+1 312-555-0100 ext. 4"


def test_a_new_profile_is_closed_and_nobody_finds_it(client: Browser, account: Account) -> None:
    client.get("/me/profile").form("/me/profile").fill(skills="Leases", neighborhood="Pilsen").press()
    assert profile_of(account).audiences == {}
    assert db.session.scalar(select(func.count()).select_from(Found)) == 0


def test_what_she_opens_is_found_and_one_switch_closes_it(client: Browser, account: Account) -> None:
    form = client.get("/me/privacy").form("/me/privacy")
    form.fill(**dict.fromkeys(FIELDS, "members")).press()
    assert profile_of(account).audience("name") == "members"
    assert db.session.scalar(select(func.count()).select_from(Found)) == 1
    client.get("/me/privacy").form("/me/privacy").fill(hidden=True).press()
    assert profile_of(account).audience("name") == "nobody"
    assert db.session.scalar(select(func.count()).select_from(Found)) == 0


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("phone", "call me", "area code"),
        ("phone", "12", "too few"),
        ("phone", "555-0100", "area code"),
        ("phone", "312-555-0100 / 773-555-0101", "Enter just one number"),
        ("links", "javascript:alert(1)", "begins with https://"),
        ("links", "http://plain.test", "begins with https://"),
        ("skills", "\n".join(f"Skill {n}" for n in range(13)), "List up to 12 skills"),
        ("name", "", "Enter your name"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_kept(
    client: Browser, account: Account, field: str, typed: str, words: str
) -> None:
    page = client.get("/me/profile").form("/me/profile").fill(**{field: typed}).press()
    assert page.status == 422
    assert words in page.text
    assert page.form("/me/profile")[field] == typed


def test_two_pages_at_once_lose_nothing(client: Browser, account: Account) -> None:
    client.get("/me/profile").form("/me/profile").fill(about="First").press()
    old = client.get("/me/profile").form("/me/profile")
    client.get("/me/profile").form("/me/profile").fill(about="Second").press()
    page = old.fill(about="Third").press()
    assert page.status == 422
    assert page.form("/me/profile")["about"] == "Third"
    assert profile_of(account).about == "Second"
    page.form("/me/profile").press()
    assert profile_of(account).about == "Third"


def test_a_photo_is_made_anew_replaced_and_taken_away(client: Browser, account: Account) -> None:
    client.post("/me/photo", photo=(BytesIO(from_a_camera()), "me.jpg"))
    first = profile_of(account).photo_id
    assert client.get("/me/photo/small.webp").status == 200
    client.post("/me/photo", photo=(BytesIO(a_photo()), "me.png"))
    assert profile_of(account).photo_id != first
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 1
    client.post("/me/photo/remove")
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 0
    assert client.send("GET", "/me/photo/small.webp", check=False).status == 404


def test_what_is_no_picture_is_refused_and_nothing_is_kept(client: Browser, account: Account) -> None:
    page = client.post("/me/photo", photo=(BytesIO(b"<svg/>"), "me.svg"))
    assert page.status == 422
    assert "can’t read that picture" in page.text
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 0


def test_a_picture_that_would_fill_the_memory_is_refused_beside_the_field(
    client: Browser, account: Account
) -> None:
    page = client.post("/me/photo", photo=(BytesIO(a_bomb()), "me.png"))
    assert (page.status, "picture is too large" in page.errors["photo"]) == (422, True)
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 0


def test_nothing_is_held_open_while_a_picture_is_made(
    client: Browser, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(_sent: bytes, use: PictureUse) -> list[Encoded]:
        seen.append((db.in_writing(), db.session().in_transaction()))
        return [Encoded(size.name.encode(), 4, 3) for size in use.sizes]

    monkeypatch.setattr(media, "reencode", look)
    client.post("/me/photo", photo=(BytesIO(a_photo()), "me.png"))
    assert seen == [(False, False)]


def test_one_account_sends_a_dozen_photos_and_then_rests(client: Browser, account: Account) -> None:
    for _ in range(throttle.PHOTO.most):
        assert client.post("/me/photo", photo=(BytesIO(b"<svg/>"), "me.svg")).status == 422
    page = client.post("/me/photo", photo=(BytesIO(a_photo()), "me.png"))
    assert (page.status, "Retry-After" in page.headers) == (429, True)


def test_she_asks_and_offers_five_at_a_time_and_takes_back(client: Browser, account: Account) -> None:
    for number in range(5):
        assert client.post("/me/says", kind="ask", words=f"A van {number}", follow=False).status == 303
    assert client.post("/me/says", kind="ask", words="One more").status == 422
    said = queries.asks_and_offers_of(account.person_id)[0]
    client.post(f"/me/says/{said.public_id}/end")
    assert len(queries.asks_and_offers_of(account.person_id)) == 4
    assert client.post("/me/says", kind="offer", words="Bread", follow=False).status == 303


def test_nobody_takes_back_what_another_says(client: Browser, another: Browser, account: Account) -> None:
    client.post("/me/says", kind="ask", words="A van")
    said = db.session.scalars(select(AskOrOffer)).one()
    factories.sign_in(another, "member")
    assert another.send("POST", f"/me/says/{said.public_id}/end", data={}, check=False).status == 404


def test_the_log_names_fields_and_not_what_stands_in_them(client: Browser, account: Account) -> None:
    client.get("/me/profile").form("/me/profile").fill(about="kanaria").press()
    entry = db.session.scalars(select(Entry).where(Entry.verb == "changed her profile")).one()
    assert entry.fields == ["about"]
    assert entry.values is not None
    assert "kanaria" not in str(entry.values.after)


def test_an_unknown_audience_is_refused(client: Browser, account: Account) -> None:
    with db.writing(), pytest.raises(Refused):
        profiles.set_audiences(account.person, {"phone": "everyone"}, hidden=False, now=TODAY)
