"""Entries are chosen by their boxes and approved together: all of them, or none and why."""

import pytest
from flask import Flask

from chapter import db
from chapter.forms.chosen_rows import ChosenForm
from chapter.hours import queries
from chapter.hours.models.hours import Hours
from chapter.hours.rules import entries
from chapter.refusal import RowsRefused
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_person, a_writing, sign_in
from tests.hours.test_hours import logs
from tests.shifts.shifts import an_opportunity
from tests.statement_count import counted

pytestmark = pytest.mark.usefixtures("app")
APPROVE = "/office/hours/approve"


def three() -> list[Hours]:
    whole = an_opportunity()
    return [logs(a_person(name), whole) for name in ("Ana Ruiz", "Bea Okafor", "Cleo Mazur")]


def test_what_is_chosen_counts_and_the_rest_still_waits(client: Browser) -> None:
    one, two, three_ = three()
    sign_in(client, "volunteers")
    page = client.post(APPROVE, chosen=[one.public_id, three_.public_id])
    assert "2 entries approved." in page.text
    assert [entry.id for entry in queries.entries_to_approve()] == [two.id]


def test_all_of_a_page_are_chosen_by_a_link_without_a_script(client: Browser) -> None:
    three()
    sign_in(client, "volunteers")
    page = client.get("/office/hours/")
    assert page.soup.select("[name=chosen][checked]") == []
    assert len(page.follow("Select all on this page").soup.select("[name=chosen][checked][form=chosen]")) == 3


def test_when_one_is_refused_none_counts_and_the_choice_is_kept(client: Browser) -> None:
    one, two, _ = three()
    somebody = a_person()
    with a_writing():
        entries.decline(two, why="It was another day.", by=somebody.actor, now=TODAY)
    lead = sign_in(client, "volunteers")
    own = logs(lead, an_opportunity())
    page = client.post(APPROVE, chosen=[one.public_id, two.public_id, own.public_id], check=False)
    assert page.status == 422
    assert "Nothing was done" in page.main
    assert [box["value"] for box in page.soup.select("[name=chosen][checked]")] == [one.public_id]
    db.session.expire_all()
    assert not one.counts


def test_each_row_says_why_it_was_refused(app: Flask) -> None:
    one, two, _ = three()
    with a_writing():
        lead, hers = a_person(), one.person.actor
    with pytest.raises(RowsRefused) as said, a_writing():
        entries.approve_each([one.id, two.id], by=hers, now=TODAY)
    with app.test_request_context():
        refused = ChosenForm(formdata=None)
        refused.show_error(said.value)
    assert refused.refusals == {one.public_id: "Someone else needs to approve your own hours."}
    assert refused.form_errors
    with a_writing():
        entries.approve_each([one.id, two.id], by=lead.actor, now=TODAY)
    assert one.counts


@pytest.mark.parametrize(
    ("many", "says"), [(0, "Choose at least one"), (26, "Choose 25 or fewer at a time.")]
)
def test_none_and_too_many_are_refused(client: Browser, many: int, says: str) -> None:
    three()
    sign_in(client, "volunteers")
    page = client.post(APPROVE, chosen=[f"{number:016}" for number in range(many)])
    assert page.status == 422
    assert says in page.main


def test_what_nobody_may_see_is_not_among_the_chosen(client: Browser) -> None:
    three()
    sign_in(client, "volunteers")
    client.post(APPROVE, chosen=["0000000000000000", "x", ""])
    assert len(queries.entries_to_approve()) == 3


def test_twenty_five_at_once_stay_below_the_statements_of_a_press() -> None:
    whole = an_opportunity()
    found = [logs(a_person(), whole).id for _ in range(25)]
    with counted() as statements, a_writing():
        entries.approve_each(found, by=GUEST, now=TODAY)
    assert len(statements) < 20, statements
