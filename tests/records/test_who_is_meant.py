"""A person is named in the office by an email or a whole name; people are proposed while one types."""

from typing import Any

import pytest
from flask import Flask

from chapter import db
from chapter.events.models import EventStaff
from chapter.people.models import Person, Relation
from chapter.security import throttle
from tests import factories
from tests.browser import Browser, Page
from tests.factories import TODAY, a_person, an_account, an_event
from tests.shifts.shifts import a_shift

SUGGEST = "/office/people/suggest.json"


@pytest.fixture
def office(app: Flask, client: Browser) -> Browser:
    factories.sign_in(client, "director")
    return client


def related(office: Browser, person: Person, typed: str, **more: str) -> Page:
    """The page after she is noted as a friend of whoever is meant."""
    address = f"/office/people/{person.public_id}/relations"
    fields: dict[str, Any] = {"kind": "home", "email": typed, "check": False, **more}
    return office.post(address, **fields)


def others() -> set[int]:
    return {one.other_id for one in db.session.query(Relation)}


def names(client: Browser, typed: str) -> list[str]:
    answer = client.send("GET", f"{SUGGEST}?q={typed}", check=False)
    return [one["name"] for one in answer.json["people"]]


def test_an_email_or_a_whole_name_means_the_one_who_has_it(office: Browser) -> None:
    ana, bea, cleo = a_person("Ana Ruiz"), a_person("Bea López", "bea@example.test"), a_person("Cleo Mazur")
    related(office, ana, "BEA@example.test")
    related(office, ana, "cleo mazur")
    assert others() == {bea.id, cleo.id}
    related(office, bea, "bea lopez")
    assert len(others()) == 2, "nobody is her own relation"


def test_of_several_who_are_called_so_one_is_chosen(office: Browser) -> None:
    ana, one, two = a_person("Ana Ruiz"), a_person("Jo Li", "jo@a.test"), a_person("Jo Li", "jo@b.test")
    page = related(office, ana, "Jo Li")
    assert page.status == 422
    assert "Several people match" in page.main
    radios = {radio["value"] for radio in page.soup.select("[name=email-who]")}
    assert radios == {one.public_id, two.public_id}
    assert "jo@b.test" in page.main
    assert related(office, ana, "Jo Li", **{"email-who": two.public_id}).status == 200
    assert others() == {two.id}


def test_whoever_was_chosen_and_is_not_meant_counts_for_nothing(office: Browser) -> None:
    ana, bea, cleo = a_person("Ana Ruiz"), a_person("Bea Okafor", "bea@example.test"), a_person("Cleo Mazur")
    related(office, ana, "bea@example.test", **{"email-who": cleo.public_id})
    assert others() == {bea.id}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter the other person’s name or email"),
        ("ana@", "is missing what comes after"),
        ("who@example.test", "We don’t know anyone with this email"),
        ("Nobody Atall", "No one has exactly this name"),
        ("x" * 500, "No one has exactly this name"),
    ],
)
def test_nobody_is_said_beside_the_field_and_kept(office: Browser, typed: str, says: str) -> None:
    page = related(office, a_person("Ana Ruiz"), typed)
    assert page.status == 422
    assert says in page.main


def test_an_account_is_found_by_the_email_it_signs_in_with(app: Flask, client: Browser) -> None:
    factories.sign_in(client, "volunteers")
    account = an_account(person=a_person("Vera Ngo", "vera@home.test"))
    with db.writing():
        account.email = account.email_key = "vera@work.test"
    for typed in ("vera@work.test", "vera@home.test", "Vera Ngo"):
        page = client.send("GET", f"/office/hours/people?email={typed}", check=False)
        assert page.headers["Location"].endswith(account.person.public_id), typed


def test_a_lead_of_one_event_names_staff_by_email_alone(app: Flask, client: Browser) -> None:
    event, greeter = an_event(), an_account(person=a_person("Greta Holm"))
    lead = an_account("member")
    factories.a_second_factor(lead)
    factories.a_lead(event, lead.person)
    factories.sign_in(client, account=lead)
    address = f"/office/events/{event.slug}/staff"
    assert client.get(address).soup.select("[data-people]") == []
    page = client.post(address, email="Greta Holm", post="greeter", check=False)
    assert "is missing the @" in page.main
    client.post(address, email=greeter.email, post="greeter")
    assert greeter.person_id in {one.person_id for one in db.session.query(EventStaff)}


def test_whoever_is_known_and_does_not_sign_in_is_told_apart_from_nobody(office: Browser) -> None:
    a_person("Nema Noone")
    address = f"/office/events/{an_event().slug}/staff"
    for typed, says in (("Nema Noone", "Nobody signs in with"), ("Nema", "No one has exactly this name")):
        page = office.post(address, email=typed, post="greeter", check=False)
        assert page.status == 422
        assert says in page.main


def test_nobody_is_related_to_herself_by_name_or_by_email(office: Browser) -> None:
    ana = a_person("Ana Ruiz", "ana@example.test")
    for typed in ("Ana Ruiz", "ana@example.test"):
        page = related(office, ana, typed)
        assert page.status == 422
        assert "That’s the same person." in page.main
    (box,) = office.get(f"/office/people/{ana.public_id}").soup.select("[data-people][data-besides]")
    assert box["data-besides"] == ana.public_id


def test_whom_the_office_signs_up_is_spoken_of_as_her(app: Flask, client: Browser) -> None:
    factories.sign_in(client, "volunteers")
    shift = a_shift()
    page = client.post(f"/office/volunteers/shifts/{shift.public_id}/add", check=False)
    assert page.status == 422
    assert "Enter a name." in page.main
    assert "Enter an email address." in page.main
    assert "Write your" not in page.main


def test_people_are_proposed_by_any_part_of_name_or_email(office: Browser) -> None:
    a_person("Zofia López", "zofia@example.test", organisation="Mill")
    a_person("Bea Okafor", "zo@example.test")
    assert names(office, "lopez") == ["Zofia López"]
    assert names(office, "zo") == ["Zofia López", "Bea Okafor"], "a name that begins so comes first"
    (one,) = office.send("GET", f"{SUGGEST}?q=zofia", check=False).json["people"]
    assert (one["email"], one["about"]) == ("zofia@example.test", "Mill")
    assert len(one["id"]) == 16


def test_at_most_eight_are_proposed_and_nobody_who_is_gone(office: Browser) -> None:
    for number in range(12):
        a_person(f"Ana {number:02}")
    a_person("Bea Gone", erased_at=TODAY)
    a_person("Bea Late", deceased_at=TODAY)
    assert names(office, "ana") == [f"Ana {number:02}" for number in range(8)]
    assert names(office, "bea") == []
    assert names(office, "a") == names(office, "") == []


def test_proposals_are_for_staff_kept_by_no_cache_and_limited(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.sign_in(client, "member")
    assert client.send("GET", f"{SUGGEST}?q=ana", check=False).status == 403
    factories.sign_in(client, "comms")
    answer = client.send("GET", f"{SUGGEST}?q=ana", check=False)
    assert answer.headers["Cache-Control"] == "private, no-store"
    monkeypatch.setattr(throttle, "SUGGESTIONS", throttle.Limit("few", 2, throttle.SUGGESTIONS.window))
    answers = [client.send("GET", f"{SUGGEST}?q=ana", check=False).status for _ in range(3)]
    assert answers == [200, 200, 429]


def test_a_member_who_types_a_friends_email_is_told_nothing(app: Flask, client: Browser) -> None:
    event = an_event()
    factories.sign_in(client, "member")
    assert client.get(f"/events/{event.slug}").soup.select("[data-people]") == []
