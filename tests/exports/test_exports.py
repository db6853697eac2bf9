"""Files about people leave by one law: a press, a fresh proof, a line in the log; nobody stores them."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.exports.rules import VERB
from chapter.exports.views.export import is_export
from chapter.web.access import needs_second_factor
from tests import factories
from tests.access_table import TABLE, Line
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import a_booking, an_event, code_at
from tests.seed.chapter import World


def exports(app: Flask) -> dict[str, str]:
    """The endpoint of each export, by its address as routes write it."""
    rules = app.url_map.iter_rules()
    return {rule.rule: rule.endpoint for rule in rules if is_export(app.view_functions[rule.endpoint])}


def lines(app: Flask) -> list[Line]:
    """The line of the access table that opens each of them."""
    known = exports(app)
    return [line for line in TABLE if line.rule in known and line.method == "POST" and line.may]


def entries() -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.verb == VERB).order_by(Entry.id)))


def formats_offered(page: Page) -> list[str]:
    """The formats that the page offers a button for, in their order."""
    return [str(one["value"]) for one in page.soup.find_all("input", attrs={"name": "format"})]


def test_each_file_about_people_is_shown_first_and_made_by_a_press(world: World) -> None:
    opened = lines(world.app)
    assert {line.rule for line in opened} == set(exports(world.app))
    for line in opened:
        browser, address = world.browsers[line.best], line.address(world.arguments(line.record, line.best))
        endings = formats_offered(browser.get(address))
        assert endings == (["csv", "xlsx"] if line.rule.endswith((".csv", "/file")) else [line.rule[-3:]])
        for ending in endings:
            before = len(entries())
            page = browser.get(address)
            assert (page.status, page.is_html, len(entries())) == (200, True, before), address
            file = page.form(address).fill(format=ending).press("Download")
            header = file.headers["Content-Disposition"]
            assert header.startswith("attachment; "), address
            assert header.endswith(f'.{ending}"'), address
            assert file.headers["Cache-Control"] == "private, no-store"
            assert file.headers["X-Content-Type-Options"] == "nosniff"
            entry = entries()[-1]
            assert len(entries()) == before + 1
            assert entry.values
            assert set(entry.values.after) == {"file", "filter", "rows"}
            assert entry.values.after["file"].endswith(f".{ending}")
            assert entry.actor_person_id == world.account(line.best).person_id


def test_each_of_them_asks_for_a_second_factor_of_all_but_members_about_one_another(app: Flask) -> None:
    for rule, endpoint in exports(app).items():
        assert needs_second_factor(app, endpoint) is (endpoint != "directory_portal.member_contact"), rule


def test_who_signed_in_a_while_ago_proves_herself_and_the_file_comes_by_one_more_press(
    client: Browser, clock: MovableClock
) -> None:
    factories.sign_in(client, "treasurer")
    clock.forward(minutes=16)
    asked = client.get("/office/giving/gifts?q=lopez").form("/gifts.csv").press()
    assert asked.h1 == "Confirm it’s you"
    assert entries() == []
    proved = asked.form("/again").fill(code=code_at(clock.now())).press()
    file = proved.form("/gifts.csv?q=lopez").press("Continue")
    assert file.headers["Content-Disposition"] == 'attachment; filename="gifts.csv"'
    (entry,) = entries()
    assert entry.values
    assert entry.values.after == {"file": "gifts.csv", "filter": "name or email with “lopez”", "rows": 0}


def test_the_log_tells_how_many_rows_of_an_event_left(client: Browser) -> None:
    event = an_event("The Long Table", seats=9)
    for _ in range(3):
        a_booking(event)
    lead = factories.sign_in(client, account=factories.an_account(secured=True))
    factories.a_lead(event, lead)
    file = client.get(f"/office/events/{event.slug}").form("bookings.csv").press("Export CSV")
    assert len(list(csv.reader(io.StringIO(file.html.lstrip("\ufeff"))))) == 4
    (entry,) = entries()
    assert (entry.record_kind, entry.record_id, entry.actor_person_id) == ("events", event.id, lead.id)
    assert entry.values
    assert entry.values.after["rows"] == 3
    said = client.get(f"/office/events/{event.slug}/history").main
    assert f"exported {event.slug}-bookings.csv, 3 rows" in said


@pytest.mark.parametrize("proved", [True, False])
def test_an_old_page_makes_no_file_and_says_so(client: Browser, proved: bool) -> None:
    factories.sign_in(client, "treasurer")
    page = client.post("/office/giving/gifts.csv?q=x", proved=proved, follow=False)
    assert page.status == (200 if proved else 422)
    assert len(entries()) == proved
    if not proved:
        assert "open for a long time" in page.main
        assert page.form("gifts.csv?q=x").press().status == 200
