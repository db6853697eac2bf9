"""/office/settings and /chapter.css: the chapter's own names, color and words."""

from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.settings import color
from chapter.settings.forms import zones
from chapter.settings.models import Chapter
from chapter.settings.rules import EDITABLE
from tests import factories
from tests.browser import Browser
from tests.form import Form


@pytest.fixture
def office(client: Browser) -> Browser:
    factories.sign_in(client, "director")
    return client


def the_form(browser: Browser) -> Form:
    return browser.get("/office/settings").form("/office/settings")


def chapter() -> Chapter:
    db.session.rollback()
    return db.session.scalars(select(Chapter)).one()


ALL: dict[str, Any] = {
    "name": "Prairie Women’s Network",
    "short_name": "Prairie",
    "legal_name": "Prairie Women’s Network, NFP",
    "ein": "123456789",
    "address": "12 Example Street\nSpringfield, IL 62701",
    "email": "hello@prairie.test",
    "zone": "America/Denver",
    "currency": "cad",
    "tagline": "Good people find each other.",
    "brand": "#7A1FA0",
    "sender_name": "Ana Lopez",
    "sender_role": "Managing director",
    "reply_to": "ana@prairie.test",
    "signature": "Warmly,\nAna",
    "privacy_line": "Kept a year, then erased.",
    "privacy_more": "We also ask **before** we take a picture.",
    "guest_days": 400,
    "patience": 5,
    "remind_first": 5,
    "remind_again": 0,
    "thanks": False,
    "missed": True,
    "sample": True,
}


def test_everything_that_is_the_chapters_own_can_be_changed(office: Browser) -> None:
    computed = {"id", "on_brand", "accent_light", "accent_dark", "version", "changed_at"}
    assert {column.name for column in Chapter.__table__.columns} - computed == set(EDITABLE) == set(ALL)
    page = the_form(office).fill(**ALL).press()
    assert page.status == 200
    now = chapter()
    assert {name: getattr(now, name) for name in EDITABLE} == {**ALL, "ein": "12-3456789", "brand": "#7a1fa0"}
    assert now.changed_at == factories.TODAY
    assert "Prairie" in office.get("/signin/mailed").html


def test_the_log_keeps_what_stood_before_and_who_changed_it(office: Browser) -> None:
    the_form(office).fill(short_name="Prairie").press()
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.verb, entry.record_kind, entry.fields) == ("changed", "chapter", ["short_name"])
    assert entry.values
    assert entry.values.before == {"short_name": "Test Network"}


def test_the_second_of_two_editors_sees_both_versions_and_loses_neither(office: Browser) -> None:
    one, two = the_form(office), the_form(office)
    assert one.fill(tagline="The first one’s words").press().status == 200
    page = two.fill(tagline="The second one’s words", sender_role="Chair").press()
    assert page.status == 422
    assert "The first one’s words" in page.main
    assert page.form("/office/settings")["tagline"] == "The second one’s words"
    assert chapter().tagline == "The first one’s words"
    assert page.form("/office/settings").press().status == 200
    assert (chapter().tagline, chapter().sender_role) == ("The second one’s words", "Chair")


@pytest.mark.parametrize("seen", ["", "x", "-1", ":", "name:0", "name:99999999999999999999", "²:²"])
def test_a_made_up_mark_of_what_was_seen_changes_nothing(office: Browser, seen: str) -> None:
    page = the_form(office).fill(as_seen=seen, name="Taken over").press()
    assert page.status == 422
    assert chapter().name != "Taken over"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("short_name", "   "),
        ("ein", "12-34567"),
        ("ein", "twelve"),
        ("email", "priya@raghunathan"),
        ("reply_to", "nobody"),
        ("zone", "Mars/Olympus"),
        ("zone", "../../etc/passwd"),
        ("currency", "jpy"),
        ("brand", "red"),
        ("brand", "#fff"),
        ("brand", "#12345g"),
        ("guest_days", "7"),
        ("guest_days", "1e9"),
        ("guest_days", "9" * 30),
        ("guest_days", ""),
        ("patience", "0"),
        ("patience", "51"),
        ("remind_first", "61"),
        ("remind_again", "-1"),
    ],
)
def test_what_can_not_be_kept_is_said_beside_its_field(office: Browser, field: str, value: str) -> None:
    before = chapter().version
    page = the_form(office).fill(**{field: value}).press()
    assert page.status == 422
    assert page.errors[field]
    assert chapter().version == before


@pytest.mark.parametrize("ein", ["", "00-0000000", "123456789", "12-3456789"])
def test_an_ein_in_any_usual_form_is_taken(office: Browser, ein: str) -> None:
    assert the_form(office).fill(ein=ein).press().status == 200
    assert len(chapter().ein) in {0, 10}


def test_a_color_is_served_with_the_text_that_can_be_read_on_it(office: Browser) -> None:
    the_form(office).fill(brand="#7a1fa0").press()
    made, now = color.palette("#7a1fa0"), chapter()
    css = office.get(f"/chapter.css?v={now.version}")
    assert css.response.mimetype == "text/css"
    for shade in (made.brand, made.on_brand, made.accent_light, made.accent_dark):
        assert shade in css.html
    assert css.headers["Cache-Control"] == "public, immutable, max-age=31536000"
    assert f"/chapter.css?v={now.version}" in office.get("/office/settings").html


def test_a_color_on_which_nothing_can_be_read_is_refused_with_the_nearest_that_would_do(
    office: Browser,
) -> None:
    page = the_form(office).fill(brand="#808080").press()
    assert page.status == 422
    with pytest.raises(color.ContrastTooLow) as faint:
        color.palette("#808080")
    assert faint.value.nearest in page.errors["brand"]
    assert page.form("/office/settings").fill(brand=faint.value.nearest).press().status == 200


def test_without_a_color_of_its_own_a_chapter_keeps_the_houses(office: Browser) -> None:
    the_form(office).fill(brand="#7a1fa0").press()
    the_form(office).fill(brand="").press()
    now = chapter()
    assert (now.brand, now.on_brand, now.accent_light, now.accent_dark) == ("", "", "", "")
    assert office.get("/chapter.css").html == ""


def test_the_style_sheet_is_not_sent_twice(client: Browser) -> None:
    first = client.get("/chapter.css")
    again = client.get("/chapter.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status, again.status) == (200, 304)
    factories.the_chapter(brand="#7a1fa0", on_brand="#fffbf5", version=2)
    assert client.get("/chapter.css", headers={"If-None-Match": first.headers["ETag"]}).status == 200


def test_only_the_managing_director_changes_settings(client: Browser) -> None:
    assert client.get("/office/settings", follow=False).status == 302
    factories.sign_in(client, "events")
    assert client.get("/office/settings", follow=False).status == 403
    assert client.post("/office/settings", name="Taken over", follow=False).status == 403
    assert chapter().name != "Taken over"


def test_markup_in_the_settings_is_text_everywhere(office: Browser) -> None:
    bad = "<script>alert(1)</script>"
    the_form(office).fill(name=bad, tagline=bad, address=bad, signature=bad).press()
    for url in ("/office/settings", "/signin", "/account"):
        assert "<script>alert" not in office.get(url).html


def test_every_zone_on_offer_exists_and_the_united_states_come_first() -> None:
    assert zones()[1][0] == "America/Chicago"
    assert len(zones()) > 300
    assert len({zone for zone, _ in zones()}) == len(zones())


def test_settings_saved_as_they_stand_are_no_change_in_the_log(office: Browser) -> None:
    the_form(office).press()
    assert db.session.scalars(select(Entry.verb).where(Entry.verb == "changed")).all() == []
    the_form(office).fill(tagline="Together").press()
    (entry,) = db.session.scalars(select(Entry).where(Entry.verb == "changed"))
    assert entry.fields == ["tagline"]
