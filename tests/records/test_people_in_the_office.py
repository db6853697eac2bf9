"""/office/people/: finding somebody, writing her down, changing what is known."""

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.audit import Entry
from chapter.people.models import Person
from tests import factories
from tests.browser import Browser
from tests.statement_count import statements_of


def names(client: Browser, q: str) -> list[str]:
    page = client.get("/office/people/", query_string={"q": q})
    return page.all(".person-name")


@pytest.fixture
def office(client: Browser) -> Browser:
    factories.sign_in(
        client, account=factories.an_account("director", person=factories.a_person("Dana Director"))
    )
    return client


def test_people_are_found_by_parts_of_name_and_email_without_case_or_accents(office: Browser) -> None:
    factories.a_person("Zoë Núñez", "zoe@garden.test")
    factories.a_person("Bea Brown", "bea@library.test")
    for words in ("zoe nunez", "NUÑ", "garden", "zoe@garden.test", "nunez zoë"):
        assert names(office, words) == ["Zoë Núñez"]
    assert names(office, "bea garden") == []


@pytest.mark.every_case
@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "%' OR 1=1 --", "\x00", "a" * 5000, "100%"])
def test_marks_of_the_database_are_plain_characters_in_a_search(office: Browser, q: str) -> None:
    factories.a_person("Bea Brown")
    page = office.get("/office/people/", query_string={"q": q})
    assert page.status == 200
    if q not in {"\x00"} and len(q) < 200:
        assert names(office, q) == []


def test_a_search_that_finds_nobody_says_so(office: Browser) -> None:
    page = office.get("/office/people/?q=nobodyatall")
    assert page.soup.select_one(".empty")


def test_the_list_is_paged_by_fifty(office: Browser) -> None:
    with db.writing():
        for n in range(120):
            factories.a_person(f"Person {n:03}")
    first = office.get("/office/people/")
    third = first.follow("Next").follow("Next")
    assert len(first.all(".person-name")) == 50
    assert len(third.all(".person-name")) == 21
    assert not set(first.all(".person-name")) & set(third.all(".person-name"))
    for odd in ("0", "-1", "99999999999999999999", "x", "", "²"):
        assert office.get("/office/people/", query_string={"after": odd}).status == 200


def test_somebody_erased_is_not_there(office: Browser) -> None:
    gone = factories.a_person("Gone Girl", erased_at=factories.TODAY)
    assert names(office, "gone") == []
    assert office.get(f"/office/people/{gone.public_id}", follow=False).status == 404


def test_somebody_new_is_written_down(office: Browser) -> None:
    page = (
        office.get("/office/people/new").form().fill(name="Mary Everest", email="mary@example.test").press()
    )
    assert page.h1 == "Mary Everest"
    assert db.session.scalars(select(Entry.verb)).all() == ["wrote down"]
    again = office.post("/office/people/new", name="mary  everest", email="MARY@example.test", follow=False)
    assert again.status == 422
    assert again.errors["name"]


def test_two_people_may_share_an_email(office: Browser) -> None:
    factories.a_person("Ana Lopez", "family@example.test")
    new = office.get("/office/people/new").form().fill(name="Eva Lopez", email="family@example.test")
    page = new.press()
    assert (page.status, "Ana Lopez" in page.main, "Nothing is saved yet" in page.main) == (422, True, True)
    assert db.session.scalar(select(func.count()).where(Person.email_key == "family@example.test")) == 1
    assert page.form().press().h1 == "Eva Lopez"
    assert db.session.scalar(select(func.count()).where(Person.email_key == "family@example.test")) == 2


def test_the_second_of_two_editors_sees_both_versions(office: Browser) -> None:
    person = factories.a_person("Ana Lopez", "ana@example.test")
    url = f"/office/people/{person.public_id}/edit"
    one, two = office.get(url).form("/edit"), office.get(url).form("/edit")
    assert one.fill(title="Editor").press().h1 == "Ana Lopez"
    page = two.fill(title="Author", pronouns="she/her").press()
    assert page.status == 422
    assert "Editor" in page.main
    assert page.form("/edit")["title"] == "Author"
    assert page.form("/edit").press().status == 200
    db.session.rollback()
    assert (person.title, person.pronouns, person.version) == ("Author", "she/her", 3)


def test_changing_a_person_keeps_before_and_after(office: Browser) -> None:
    person = factories.a_person("Ana Lopez", "ana@example.test")
    office.get(f"/office/people/{person.public_id}/edit").form("/edit").fill(name="Ana Lopez Diaz").press()
    entry = db.session.scalars(select(Entry).where(Entry.verb == "changed")).one()
    assert entry.fields == ["name"]
    assert entry.values
    assert (entry.values.before, entry.values.after) == ({"name": "Ana Lopez"}, {"name": "Ana Lopez Diaz"})
    assert names(office, "diaz") == ["Ana Lopez Diaz"]


def test_a_name_of_markup_is_text(office: Browser) -> None:
    """Incident 11."""
    person = factories.a_person("<script>alert(1)</script>")
    for url in ("/office/people/", f"/office/people/{person.public_id}"):
        assert "<script>alert" not in office.get(url).html


def test_strangers_and_members_do_not_get_in(client: Browser) -> None:
    person = factories.a_person()
    url = f"/office/people/{person.public_id}"
    assert client.get(url, follow=False).location.startswith("/signin?next=/office/people/")
    factories.sign_in(client, "member")
    assert client.get(url, follow=False).status == 403
    assert client.get("/office/people/", follow=False).status == 403


def test_the_number_of_statements_does_not_grow_with_the_list(office: Browser) -> None:
    few = statements_of(lambda: office.get("/office/people/"))
    with db.writing():
        for _ in range(45):
            factories.an_account("member")
    assert statements_of(lambda: office.get("/office/people/")) == few
