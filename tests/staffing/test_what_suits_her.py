"""When she is free and what she enjoys: said by herself, read by matching."""

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.hours.models.hours import Hours
from chapter.opportunities.rules import programs
from chapter.staffing import queries
from chapter.staffing.models.profiles import VolunteerProfile
from chapter.staffing.rules import preferences
from chapter.staffing.rules.preferences import Preferences
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_person, a_writing, sign_in
from tests.shifts.shifts import a_shift, an_opportunity, takes


def test_what_she_says_is_what_matching_reads(app: Flask) -> None:
    vera = a_person()
    with a_writing():
        coats = programs.add_program("Coats", by=GUEST, now=TODAY)
        said = Preferences(["sat-morning", "never"], [coats.id, coats.id], 6)
        preferences.save_preferences(vera, said, by=vera.actor, now=TODAY)
    kept = preferences.preferences_of(vera)
    assert kept == Preferences(["sat-morning"], [coats.id], 6)
    one = next(one for one in queries.volunteers(TODAY) if one.id == vera.id)
    assert one.available == frozenset({"sat-morning"})
    assert one.enjoys == frozenset({coats.id})


def test_she_says_it_on_her_page_and_takes_it_back(app: Flask, client: Browser) -> None:
    person = sign_in(client, "member")
    form = client.get("/me/volunteering").form("/me/volunteering")
    form.fill(available=["mon-evening", "sun-morning"], hours_a_month="4").press()
    assert preferences.preferences_of(person) == Preferences(["mon-evening", "sun-morning"], [], 4)
    page = client.get("/me/volunteering")
    assert len(page.soup.select("main input[checked]")) == 2
    page.form("/me/volunteering").fill(available=False, hours_a_month="").press()
    assert preferences.preferences_of(person) == Preferences([], [])


def test_a_time_that_there_is_not_is_refused(app: Flask, client: Browser) -> None:
    person = sign_in(client, "member")
    assert client.post("/me/volunteering", available="sat-night").status == 422
    assert preferences.preferences_of(person) == Preferences()


def test_who_has_no_account_says_it_by_her_link_which_shows_nothing(app: Flask, client: Browser) -> None:
    signup = takes(a_shift(of=3))
    with a_writing():
        preferences.save_preferences(signup.person, Preferences(["mon-morning"]), by=GUEST, now=TODAY)
    address = f"/volunteer/shift/{signup.token}/wishes"
    assert not client.get(address).soup.select("main input[checked]")
    client.post(address, available="fri-evening")
    assert db.session.get_one(VolunteerProfile, signup.person_id).available == ["fri-evening"]


def test_who_has_an_account_is_led_there(app: Flask, client: Browser) -> None:
    signup = takes(a_shift(of=3), sign_in(client, "member"))
    page = client.get(f"/volunteer/shift/{signup.token}/wishes", follow=False)
    assert page.location == "/me/volunteering"


def test_the_lead_writes_down_time_for_somebody_and_sees_what_was_corrected(
    app: Flask, client: Browser
) -> None:
    vera = a_person("Vera Volunteer", "vera@example.test")
    soup = an_opportunity(title="Soup")
    sign_in(client, "volunteers")
    page = client.get("/office/hours/people?email=vera@example.test")
    assert page.h1 == "Vera Volunteer"
    address = f"/office/hours/people/{vera.public_id}"
    form = client.get(address).form(address)
    form.fill(opportunity=soup.public_id, on=(TODAY.date()).isoformat(), hours="2").press()
    entry = db.session.scalars(select(Hours)).one()
    assert (entry.counts, entry.minutes) == (True, 120)
    client.get(f"/office/hours/{entry.public_id}/correct").form("/correct").fill(hours="1").press()
    page = client.get(address)
    assert "Corrected" in [tag.get_text(strip=True) for tag in page.soup.select(".tag")]
    assert "1 hour" in page.main
    assert client.get("/office/hours/people?email=nobody@example.test").status == 422
