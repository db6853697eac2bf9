"""Notes, tags, tasks, kept lists, the file, and the story: at the door."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from chapter import db
from chapter.audit import Entry
from chapter.gateways import clock
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.people import queries as people_queries
from chapter.people.models import Person
from chapter.people.models.notes import Note, Tag, Task
from chapter.people.rules import tags
from chapter.privacy import exports, queries
from chapter.privacy import rules as privacy
from chapter.refusal import Refused
from chapter.segments.models import SavedList
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.membership.members import a_level, a_member
from tests.membership.test_members_in_the_office import the_form
from tests.privacy.erasing import erase_people


@pytest.fixture
def ana(app: Flask) -> Person:
    """Whom the office writes about."""
    return factories.a_person("Ana Lopez", "ana@example.test")


def page_of(person: Person) -> str:
    return f"/office/people/{person.public_id}"


def note(browser: Browser, person: Person, words: str, **more: str) -> None:
    form = the_form(browser.get(page_of(person)), "/notes").fill(words=words, **more)
    assert form.press().status == 200


def test_all_staff_read_a_shared_note_and_one_alone_a_private_one(app: Flask, ana: Person) -> None:
    director, comms = Browser(app), Browser(app)
    factories.sign_in(director, "director")
    factories.sign_in(comms, "comms")
    note(director, ana, "Rings rather than writes.")
    note(director, ana, "Between us: she looks tired.", private="y")
    assert "looks tired" in director.get(page_of(ana)).main
    seen = comms.get(page_of(ana)).main
    assert ("Rings rather" in seen, "looks tired" in seen) == (True, False)


def test_the_log_knows_of_a_shared_note_without_its_words_and_not_of_a_private_one(
    client: Browser, ana: Person
) -> None:
    factories.sign_in(client, "director")
    note(client, ana, "A secret word.", private="y")
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 0
    note(client, ana, "A secret word.")
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.verb, entry.fields, entry.why) == ("wrote a note on", [], "")


def test_a_note_is_taken_away_and_put_back_for_ten_minutes(client: Browser, ana: Person) -> None:
    factories.sign_in(client, "events")
    note(client, ana, "Rings rather than writes.")
    gone = client.get(page_of(ana)).form("/take-away").press()
    assert "Rings rather" not in gone.main.split("Notes")[1]
    assert "Rings rather" in gone.form("/put-back").press().main


def test_longer_ago_it_stays_away(app: Flask, client: Browser, ana: Person) -> None:
    factories.sign_in(client, "events")
    note(client, ana, "Rings rather than writes.")
    gone = client.get(page_of(ana)).form("/take-away").press()
    app.extensions["gateways"].clock.at(clock.now() + timedelta(minutes=10))
    assert "for 10 minutes only" in gone.form("/put-back").press().text
    assert db.session.scalars(select(Note)).one().ended_at is not None


def test_an_empty_note_is_refused_beside_its_field(client: Browser, ana: Person) -> None:
    factories.sign_in(client, "director")
    page = the_form(client.get(page_of(ana)), "/notes").fill(words=" ", private="y").press()
    assert (page.status, "Enter a note." in page.main) == (422, True)


def test_a_tag_is_written_as_others_carry_it_and_never_twice(client: Browser, ana: Person) -> None:
    factories.sign_in(client, "volunteers")
    bea = factories.a_person("Bea")
    with db.writing():
        tags.add(bea, "Mentor", by=factories.GUEST, now=TODAY)
    page = the_form(client.get(page_of(ana)), "/tags").fill(words="  mentór ").press()
    assert page.status == 200
    assert [tag.words for tag in people_queries.tags_of([ana.id])[ana.id]] == ["Mentor"]
    again = the_form(page, "/tags").fill(words="MENTOR").press()
    assert (again.status, "already has this tag" in again.main) == (422, True)


def test_the_database_refuses_a_tag_that_is_carried_twice(app: Flask, ana: Person) -> None:
    twice = [Tag(person_id=ana.id, words="Mentor", key="mentor", given_at=TODAY) for _ in range(2)]
    with pytest.raises(IntegrityError), db.writing():
        db.session.add_all(twice)


def test_a_tag_that_was_taken_away_may_come_back(client: Browser, ana: Person) -> None:
    factories.sign_in(client, "director")
    the_form(client.get(page_of(ana)), "/tags").fill(words="Mentor").press()
    number = db.session.scalars(select(Tag.id)).one()
    client.post(f"{page_of(ana)}/tags/{number}/end")
    assert people_queries.tags_of([ana.id]) == {}
    assert the_form(client.get(page_of(ana)), "/tags").fill(words="Mentor").press().status == 200
    assert len(people_queries.tags_of([ana.id])[ana.id]) == 1


def test_tags_have_an_end(app: Flask, ana: Person) -> None:
    with db.writing():
        for number in range(tags.MOST):
            tags.add(ana, f"Tag {number}", by=factories.GUEST, now=TODAY)
    with pytest.raises(Refused), db.writing():
        tags.add(ana, "One more", by=factories.GUEST, now=TODAY)


def test_a_task_stands_on_the_first_screen_of_whom_it_is_for(app: Flask, ana: Person) -> None:
    director, comms = Browser(app), Browser(app)
    factories.sign_in(director, "director")
    wanjiru = factories.sign_in(comms, "comms")
    form = the_form(director.get(page_of(ana)), "/tasks")
    form.fill(words="Ring her", doer=wanjiru.public_id, due_on="2026-11-01").press()
    assert "Ring her" not in director.get("/office/").main
    first = comms.get("/office/")
    assert ("Ring her" in first.main, "It was due " in first.main) == (True, True)
    done = first.form("/done").press()
    assert done.url.startswith("/office/")
    assert "Nothing needs your attention" in done.main
    assert "Ring her" in done.form("/again").press().main


def test_only_staff_are_given_tasks(client: Browser, ana: Person) -> None:
    factories.sign_in(client, "director")
    page = client.post(f"{page_of(ana)}/tasks", words="Ring her", doer=ana.public_id)
    assert page.status == 422
    assert db.session.scalars(select(Task)).all() == []


def test_a_list_is_kept_and_shared_and_means_who_fits_it_later(app: Flask) -> None:
    director, comms = Browser(app), Browser(app)
    factories.sign_in(director, "director")
    factories.sign_in(comms, "comms")
    found = director.get("/office/people/?who=member&came=nothing&when=ever")
    the_form(found, "/lists").fill(name="To ring", shared="y").press()
    the_form(director.get("/office/people/?who=grace"), "/lists").fill(name="Mine alone").press()
    page = comms.get("/office/people/")
    assert ("To ring" in page.main, "Mine alone" in page.main) == (True, False)
    kept = db.session.scalars(select(SavedList).order_by(SavedList.id)).first()
    assert kept is not None
    assert kept.wanted == "who=member&came=nothing&when=ever"
    a_member(a_level(), person=factories.a_person("Nell Newly"))
    assert "Nell Newly" in comms.get(f"/office/people/?{kept.wanted}").main


def test_a_list_without_a_name_is_refused_and_the_sentence_stays(client: Browser) -> None:
    factories.sign_in(client, "director")
    page = the_form(client.get("/office/people/?who=grace"), "/lists").press()
    assert (page.status, "Members in the grace period" in page.main) == (422, True)


def test_the_file_holds_whom_the_sentence_means_and_runs_nothing(client: Browser) -> None:
    factories.sign_in(client, "director")
    factories.a_person("=HYPERLINK(1)", "evil@example.test", organisation="Kedzie")
    factories.a_person("Bea Other", organisation="Other")
    page = client.get("/office/people/?q=kedzie").form("/file").press()
    rows = list(csv.reader(io.StringIO(page.html.lstrip("\ufeff"))))
    assert [row[0] for row in rows] == ["Name", "'=HYPERLINK(1)"]
    entry = db.session.scalars(select(Entry)).one()
    assert entry.verb == "exported"
    assert entry.values
    assert entry.values.after == {
        "file": "people.csv", "filter": "Everyone with “kedzie” in the name, email, or organization",
        "rows": 1,
    }  # fmt: skip


def test_the_story_tells_from_everywhere_the_latest_first(client: Browser, ana: Person) -> None:
    factories.sign_in(client, "director")
    event = factories.an_event("The Long Table", starts_at=TODAY - timedelta(days=9))
    factories.a_booking(event, name=ana.name, email=ana.email, of=2, now=TODAY - timedelta(days=20))
    a_member(a_level("Friend"), person=ana)
    the_form(client.get(page_of(ana)), "/tags").fill(words="Mentor").press()
    page = client.get(f"{page_of(ana)}/story")
    told = [
        "Joined: Friend", "Paid dues: $75", f"tagged {ana.name}", "Booked 2 seats for The Long Table",
        "Had a seat at The Long Table",
    ]  # fmt: skip
    assert [words for words in told if words not in page.main] == []
    assert page.main.index("Had a seat") < page.main.index("Booked 2 seats")
    events = client.get(f"{page_of(ana)}/story?kind=events").main
    assert ("Long Table" in events, "tagged" in events) == (True, False)


def test_who_may_not_read_the_log_or_a_mail_finds_them_in_no_story(app: Flask, ana: Person) -> None:
    director, treasurer = Browser(app), Browser(app)
    factories.sign_in(director, "director")
    factories.sign_in(treasurer, "treasurer")
    the_form(director.get(page_of(ana)), "/tags").fill(words="Mentor").press()
    seen = treasurer.get(f"{page_of(ana)}/story?kind=changes")
    assert "tagged" not in seen.main
    with db.writing():
        for kind, subject in (("giving.receipt", "Your receipt"), ("people.reset_link", "A new password")):
            letter = Letter(kind, subject, "Words.\n")
            mail.queue(letter, to=(ana.name, ana.email), person_id=ana.id, now=TODAY).sent_at = TODAY
    told = {who: who.get(f"{page_of(ana)}/story?kind=mails").main for who in (director, treasurer)}
    assert ("Your receipt" in told[director], "A new password" in told[director]) == (True, True)
    assert ("Your receipt" in told[treasurer], "A new password" in told[treasurer]) == (True, False)


def test_a_long_story_goes_on_page_by_page_and_leaves_nothing_out(client: Browser, ana: Person) -> None:
    factories.sign_in(client, "director")
    for number in range(70):
        event = factories.an_event(f"Evening {number:02}", starts_at=TODAY - timedelta(days=100 - number))
        factories.a_booking(event, name=ana.name, email=ana.email, now=TODAY - timedelta(days=150))
    seen, url = set(), f"{page_of(ana)}/story?kind=events"
    for _ in range(9):
        page = client.get(url)
        seen |= {number for number in range(70) if f"Had a seat at Evening {number:02}" in page.main}
        older = page.soup.find("a", string="Older")
        if older is None:
            break
        url = str(older["href"])
    assert seen == set(range(70))


@pytest.mark.parametrize("before", ["nonsense", "2026-01-01", "9999-99-99T00:00:00+00:00", "\0"])
def test_a_moment_that_is_none_begins_with_the_latest(client: Browser, ana: Person, before: str) -> None:
    factories.sign_in(client, "director")
    assert client.get(f"{page_of(ana)}/story", query_string={"before": before}).status == 200


def test_she_reads_what_was_written_about_her_and_it_goes_with_her(client: Browser, ana: Person) -> None:
    factories.sign_in(client, "director")
    note(client, ana, "Between us: she looks tired.", private="y")
    with db.writing():
        tags.add(ana, "Mentor", by=factories.GUEST, now=TODAY)
    kept = queries.data_under(ana.email_key)
    assert "looks tired" in exports.as_json(kept)
    with db.writing():
        privacy.erase(queries.data_under(ana.email_key), now=TODAY)
    left = queries.data_under(ana.email_key)
    assert (left["notes"], left["tags"], left["tasks"]) == ([], [], [])
    assert list(db.session.scalars(select(Note))) == []


def test_who_leaves_the_office_for_good_takes_what_was_hers_alone(client: Browser, ana: Person) -> None:
    me = factories.sign_in(client, "director")
    note(client, ana, "For me.", private="y")
    note(client, ana, "For all.")
    the_form(client.get("/office/people/?who=grace"), "/lists").fill(name="Mine alone").press()
    with db.writing():
        erase_people(me)
    assert [one.words for one in db.session.scalars(select(Note))] == ["For all."]
    assert db.session.scalars(select(SavedList)).all() == []


@pytest.mark.parametrize(
    ("name", "email", "shown"),
    [
        ("Ana Lopes", "", True), ("ana  lópez", "other@example.test", True), ("Ana López-Ruiz", "", False),
        ("Bea Kim", "ana@example.test", True), ("Bea Kim", "", False), ("Ana", "", False),
    ],
)  # fmt: skip
def test_who_may_be_known_already_is_shown_first(
    client: Browser, ana: Person, name: str, email: str, shown: bool
) -> None:
    factories.sign_in(client, "director")
    page = client.get("/office/people/new").form().fill(name=name, email=email).press()
    assert (page.status == 422) is shown
    assert (db.session.scalar(select(func.count()).where(Person.name == name)) == 0) is (
        shown and name != ana.name
    )
