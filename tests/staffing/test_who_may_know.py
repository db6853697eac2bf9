"""Whoever staffs shifts sees of people what they show to members, and of clearances what is hers to know."""

import pytest
from flask import Flask

from chapter import db
from chapter.opportunities.refusal_detail import CANNOT_BE_PLACED
from chapter.people.models import Person
from chapter.people.models.profile import Profile
from chapter.refusal import Refused
from chapter.shifts.models import CONFIRMED, Shift
from chapter.staffing import matching, queries
from chapter.staffing.models.profiles import VolunteerProfile
from chapter.staffing.rules import assignments, clearances
from tests import factories
from tests.browser import Browser, Page
from tests.factories import GUEST, TODAY, a_person, a_writing
from tests.people.profiles import changes, open_to, tells
from tests.shifts.shifts import a_shift, an_opportunity

pytestmark = pytest.mark.usefixtures("app")
SECRETS = ("background", "training", "interview", "renewed", "clearance")


def reasons(shift: Shift) -> dict[int, str]:
    """Who fits, and why, by her number."""
    found = matching.suggestions(queries.openings([shift]), queries.volunteers(TODAY))[shift.id]
    return {one.volunteer.id: one.why for one in found}


def a_helper(name: str = "", *, cleared: bool = False) -> Person:
    """Somebody who is free on Saturday mornings."""
    person = a_person(name)
    with a_writing():
        wishes = VolunteerProfile(person_id=person.id, available=["sat-morning"], enjoys=[], changed_at=TODAY)
        db.session.add(wishes)
        if cleared:
            clearances.note(person, "background", None, by=GUEST, now=TODAY)
    return person


def a_guarded_shift() -> Shift:
    """One that asks for a background check."""
    return a_shift(an_opportunity(needs_background=True))


@pytest.mark.parametrize("audience", ["nobody", "shared", "members", "public"])
def test_a_skill_and_a_home_count_only_where_she_shows_them_to_members(audience: str) -> None:
    shift = a_shift(an_opportunity(skills="Sewing", neighborhood="Pilsen"))
    vera = a_helper()
    audiences = {**open_to("members"), "skills": audience, "neighborhood": audience}
    tells(vera, audiences, skills=["Sewing"], neighborhood="Pilsen")
    seen = audience in ("members", "public")
    assert ("skills: " in reasons(shift)[vera.id]) is seen
    assert ("lives nearby" in reasons(shift)[vera.id]) is seen


def test_who_hides_everywhere_or_has_no_profile_tells_nothing() -> None:
    shift = a_shift(an_opportunity(skills="Sewing"))
    vera = a_helper()
    tells(vera, open_to("members"), skills=["Sewing"])
    assert "skills: " in reasons(shift)[vera.id]
    changes(vera, hidden_at=TODAY)
    assert "skills: " not in reasons(shift)[vera.id]
    assert db.session.get_one(Profile, vera.id).hidden_at


def test_the_board_of_a_director_shows_the_same_people_with_and_without_a_check(client: Browser) -> None:
    shift = a_guarded_shift()
    a_helper("Clara Checked", cleared=True)
    a_helper("Una Unchecked")
    factories.sign_in(client, "director")
    fits = fitting(client, shift)
    assert {"Clara Checked", "Una Unchecked"} <= fits
    factories.sign_in(client, "volunteers")
    assert fitting(client, shift) == {"Clara Checked"}


def fitting(browser: Browser, shift: Shift) -> set[str]:
    """The names under Who fits."""
    page = browser.get(f"/office/board/?shift={shift.public_id}")
    heading = page.soup.select_one("#fits")
    assert heading is not None
    found = heading.find_next("ul")
    assert found is not None
    return {one.get_text() for one in found.select("h3")}


def refused(browser: Browser, shift: Shift, person: Person) -> Page:
    """Somebody is put where she may not be."""
    page = browser.get(f"/office/board/?person={person.public_id}")
    return page.form(f"/shifts/{shift.public_id}/place").press()


def test_a_director_reads_no_more_than_that_she_cannot_be_placed(client: Browser) -> None:
    shift, una = a_guarded_shift(), a_helper("Una Unchecked")
    factories.sign_in(client, "director")
    page = refused(client, shift, una)
    assert page.status == 422
    said = page.soup.select_one("[role=alert]")
    assert said is not None
    assert CANNOT_BE_PLACED in said.get_text()
    assert not [word for word in SECRETS if word in said.get_text().lower()]
    form = client.get(f"/office/volunteers/shifts/{shift.public_id}/add").form("/add")
    page = form.fill(name=una.name, email=una.email).press()
    assert page.status == 422
    assert CANNOT_BE_PLACED in page.main
    factories.sign_in(client, "volunteers")
    assert "background check" in refused(client, shift, una).main


def test_the_log_tells_of_checks_to_the_volunteer_lead_alone(client: Browser) -> None:
    a_helper(cleared=True)
    factories.sign_in(client, "director")
    assert "background" not in client.get("/office/log/").html.lower()
    factories.sign_in(client, "director", "volunteers")
    assert "background" in client.get("/office/log/").html.lower()


def test_she_herself_reads_what_she_lacks(app: Flask) -> None:
    shift, una, clara = a_guarded_shift(), a_helper(), a_helper(cleared=True)
    with pytest.raises(Refused, match="background check"), a_writing():
        assignments.assign(shift, una, by=una.actor, now=TODAY)
    with a_writing():
        assert assignments.assign(shift, clara, by=GUEST, now=TODAY).status == CONFIRMED
