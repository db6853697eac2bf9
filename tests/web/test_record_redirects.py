"""An address that staff changed leads on, in every route that has one, also for forms opened before."""

from itertools import count
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from chapter import db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.events.models import MEMBERS, Event
from chapter.events.rules import lifecycle
from chapter.events.rules import slugs as events
from chapter.events_office.rules import changes
from chapter.giving.models import Drive
from chapter.giving.rules import drives
from chapter.levels.rules import levels
from chapter.opportunities.rules import opportunities
from chapter.refusal import Refused
from chapter.shifts.models import MEMBERS as MEMBERS_ONLY
from chapter.shifts.models import SLUGS
from chapter.web import record_redirects
from tests.browser import Browser
from tests.factories import TODAY, a_draft, an_event, sign_in
from tests.giving.drives import a_drive, a_gift
from tests.membership.members import a_level
from tests.shifts.shifts import a_shift, an_opportunity

NUMBERS = count(1)
BY = Actor("command", name="test")
MAKE: dict[str, Any] = {
    "events": an_event,
    "drives": lambda: a_drive(slug=f"drive-{next(NUMBERS)}"),
    "opportunities": an_opportunity,
    "levels": a_level,
}
KINDS = {
    "events": events.KIND,
    "drives": drives.ADDRESS,
    "opportunities": SLUGS,
    "levels": levels.ADDRESS,
}
FILL = {"public_id": "none", "number": 1, "post_id": 1, "kind": "names", "nonce": "none", "act": "in"}
EVERY_ROLE = ("director", "events", "volunteers", "treasurer", "member")


def doors(app: Flask) -> list[tuple[Rule, record_redirects.SluggedKind, str]]:
    """The routes that have a changing address in them."""
    found = []
    for rule in app.url_map.iter_rules():
        door = record_redirects.route_argument(app, rule.endpoint)
        if door is not None and door[1] in rule.arguments:
            found.append((rule, *door))
    return found


def rename(kind: record_redirects.SluggedKind, record: Any, slug: str) -> str:
    """Give it another address; the one before."""
    before = str(record.slug)
    with db.writing():
        record_redirects.change_slug(kind, db.lock(record), slug, known=True)
    return before


def test_every_route_with_an_address_says_whose_it_is(app: Flask) -> None:
    slugs = {rule.endpoint for rule in app.url_map.iter_rules() if "slug" in rule.arguments}
    told = {rule.endpoint for rule, _, _ in doors(app)}
    assert slugs - told == set()
    some = {"bookings.event_page", "giving.data", "shifts.sign_up", "applications.begin", "door.upload"}
    assert some <= told


def test_no_record_can_have_a_word_that_a_page_needs_at_its_place(app: Flask) -> None:
    rules = list(app.url_map.iter_rules())
    missing: dict[str, set[str]] = {}
    for rule, kind, argument in doors(app):
        before = rule.rule.partition(f"<{argument}>")[0]
        beside = {other.rule.removeprefix(before) for other in rules if other.rule.startswith(before)}
        words = {part.partition("/")[0] for part in beside if part}
        needed = {word for word in words if word and "<" not in word and "." not in word}
        missing.setdefault(kind.name, set()).update(needed - kind.reserved)
    assert {name: words for name, words in missing.items() if words} == {}


@pytest.mark.parametrize("name", KINDS)
def test_whatever_is_asked_under_an_old_address_is_answered_under_the_new_one(
    app: Flask, client: Browser, name: str
) -> None:
    kind = KINDS[name]
    sign_in(client, *EVERY_ROLE)
    old = rename(kind, MAKE[name](), "another-address")
    asked = 0
    for rule, of, argument in doors(app):
        if of is not kind:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"} if rule.methods else ()):
            before, after = (_address(app, rule, argument, slug) for slug in (old, "another-address"))
            status = 301 if method == "GET" else 308
            data: dict[str, Any] = {"data": {"csrf_token": client.csrf_token()}} if method == "POST" else {}
            page = client.send(method, f"{before}?from=poster", check=False, **data)
            assert (method, before, page.status, page.location) == (
                method,
                before,
                status,
                f"{after}?from=poster",
            )
            asked += 1
    assert asked >= 7


def _address(app: Flask, rule: Rule, argument: str, slug: str) -> str:
    more = {name: FILL[name] for name in rule.arguments - {argument}}
    return app.url_map.bind("chapter.test").build(rule.endpoint, {**more, argument: slug})


def test_a_visitor_follows_the_posters_code_and_the_frame_and_the_numbers(client: Browser) -> None:
    drive = a_drive(slug="winter-coats")
    rename(drives.ADDRESS, drive, "coats-for-all")
    for rest in ("", ".json", "/meter", "/card.png", "/poster.pdf"):
        page = client.get(f"/give/winter-coats{rest}", follow=False)
        assert (page.status, page.location) == (301, f"/give/coats-for-all{rest}")
        assert page.headers["Cache-Control"] in {"private, no-cache", "private, no-store"}, (
            "it may be changed back"
        )
    assert client.head("/give/winter-coats").status == 301


def test_a_booking_form_that_was_opened_before_still_books(client: Browser) -> None:
    event = an_event(slug="supper")
    form = client.get("/events/supper").form("/rsvp").fill(name="Ana Lopez", email="ana@example.test")
    rename(events.KIND, event, "long-table")
    page = form.press()
    assert page.steps[0] == 308
    rsvp = db.session.query(Rsvp).one()
    assert (rsvp.event_id, rsvp.name) == (event.id, "Ana Lopez")


def test_a_sheet_that_was_opened_before_still_takes_the_shift(client: Browser) -> None:
    shift = a_shift()
    old = shift.opportunity.slug
    form = client.get(f"/volunteer/{old}/{shift.public_id}").form(shift.public_id)
    rename(SLUGS, shift.opportunity, "pantry-mornings")
    page = form.fill(name="Vera Volunteer", email="vera@example.test").press()
    assert page.steps == [308, 303]
    assert page.status == 200


@pytest.mark.parametrize("name", KINDS)
def test_nobody_else_of_the_kind_gets_an_address_that_people_know(app: Flask, name: str) -> None:
    kind, record, other = KINDS[name], MAKE[name](), MAKE[name]()
    old = rename(kind, record, "another-address")
    with pytest.raises(Refused, match=f"Another {kind.noun} used this address") as refused, db.writing():
        record_redirects.change_slug(kind, other, old, known=True)
    assert refused.value.field == "slug"
    with pytest.raises(Refused, match=f"Another {kind.noun} has this address"), db.writing():
        record_redirects.change_slug(kind, other, "another-address", known=True)
    assert record_redirects.free_slug(kind, old) == f"{old}-2"
    assert rename(kind, record, old) == "another-address", "it may go back"


def test_an_address_that_went_back_and_forth_leads_on_in_one_step(client: Browser) -> None:
    drive = a_drive(slug="first")
    for slug in ("second", "third", "first", "fourth"):
        rename(drives.ADDRESS, drive, slug)
    for old in ("first", "second", "third"):
        assert client.get(f"/give/{old}", follow=False).location == "/give/fourth"
    assert client.get("/give/fourth", follow=False).status == 200


def test_the_form_refuses_an_address_that_leads_to_another_drive(client: Browser) -> None:
    sign_in(client, "director", "treasurer")
    rename(drives.ADDRESS, a_drive(slug="winter-coats"), "coats-for-all")
    other = a_drive()
    page = (
        client.get(f"/office/giving/drives/{other.slug}/edit").form("/edit").fill(slug="winter-coats").press()
    )
    assert page.status == 422
    assert "Another drive used this address" in page.errors["slug"]
    assert 'value="winter-coats"' in page.response.text, "what was typed is kept"


def test_changing_a_drives_address_in_the_office_keeps_the_old_one(client: Browser) -> None:
    sign_in(client, "director", "treasurer")
    a_drive(slug="winter-coats")
    page = client.get("/office/giving/drives/winter-coats/edit").form("/edit").fill(slug="coats").press()
    assert page.status == 200
    assert client.get("/give/winter-coats").url.endswith("/give/coats")


def test_an_opportunity_whose_title_changes_is_found_under_the_old_one(client: Browser) -> None:
    whole = an_opportunity(title="Pantry mornings")
    with db.writing():
        details = opportunities.opportunity_input_of(whole)
        changed = type(details)(**{**vars(details), "title": "Pantry evenings", "slug": ""})
        opportunities.change(db.lock(whole), changed, by=BY, now=TODAY)
    assert client.get("/volunteer/pantry-mornings").url.endswith("/volunteer/pantry-evenings")


def test_a_list_that_was_saved_under_an_old_address_still_shows_its_gifts(client: Browser) -> None:
    sign_in(client, "director", "treasurer")
    drive = a_drive(slug="winter-coats")
    a_gift(drive, name="Halina Wolska")
    a_gift(a_drive(slug="another"), name="Ruth Elsewhere")
    rename(drives.ADDRESS, drive, "coats")
    for slug in ("winter-coats", "coats"):
        page = client.get(f"/office/giving/gifts?drive={slug}")
        assert "Halina Wolska" in page.main
        assert "Ruth Elsewhere" not in page.main


class TestWhatMayNotBeKnown:
    """Old addresses tell nobody what is there, or what it is called now."""

    def test_of_a_members_evening_visitors_learn_nothing_and_a_guest_what_opens_it(
        self, client: Browser
    ) -> None:
        old = rename(events.KIND, an_event(visibility=MEMBERS), "secret-supper")
        assert client.get(f"/events/{old}", follow=False).status == 404
        sign_in(client)
        page = client.get(f"/events/{old}")
        assert page.url.endswith("/events/secret-supper")
        assert page.status == 403

    def test_of_a_draft_only_the_office_learns(self, client: Browser) -> None:
        old = rename(events.KIND, a_draft(), "later-supper")
        drive = rename(drives.ADDRESS, a_drive(seen=False), "later-drive")
        for address in (f"/events/{old}", f"/give/{drive}", f"/give/{drive}.json"):
            assert client.get(address, follow=False).status == 404
        sign_in(client, *EVERY_ROLE)
        page = client.get(f"/office/giving/drives/{drive}", follow=False)
        assert page.location == "/office/giving/drives/later-drive"

    def test_of_an_opportunity_for_members_visitors_learn_nothing(self, client: Browser) -> None:
        old = rename(SLUGS, an_opportunity(audience=MEMBERS_ONLY), "quiet-help")
        assert client.get(f"/volunteer/{old}", follow=False).status == 404

    def test_a_form_sent_there_is_not_led_on_either(self, client: Browser) -> None:
        old = rename(events.KIND, an_event(visibility=MEMBERS), "secret-supper")
        assert client.post(f"/events/{old}/rsvp", follow=False).status == 404


def test_what_was_hidden_meanwhile_is_found_again_once_it_is_shown(client: Browser) -> None:
    """Published, made a draft again, given another address, published again: people know the first."""
    event, drive = an_event(slug="supper", place="The pantry"), a_drive(slug="winter-coats")
    with db.writing():
        changes.unpublish(db.lock(event), by=BY, now=TODAY)
        drives.switch_drive(drive, seen=False, ended=False, by=BY, now=TODAY)
    with db.writing():
        details = lifecycle.details_of(event)
        renamed = type(details)(**{**vars(details), "slug": "long-table"})
        changes.change_event(db.lock(event), renamed, by=BY, now=TODAY)
        record_redirects.change_slug(
            drives.ADDRESS, db.lock(drive), "coats", known=drive.opened_at is not None
        )
    with db.writing():
        lifecycle.publish(db.lock(db.session.get_one(Event, event.id)), by=BY, now=TODAY)
        drives.switch_drive(db.session.get_one(Drive, drive.id), seen=True, ended=False, by=BY, now=TODAY)
    assert client.get("/events/supper").url.endswith("/events/long-table")
    assert client.get("/give/winter-coats").url.endswith("/give/coats")
