"""What is hidden is as if it were not there: in bytes, statements, counts, order; blocks hold both ways."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chapter import db
from chapter.directory import cards, search
from chapter.membership import queries as membership
from chapter.membership.rules import departures
from chapter.people.models import Person
from chapter.people.models.blocks import Block
from chapter.people.models.profile import AUDIENCES, Profile
from chapter.people.rules import blocks, search_index
from chapter.people.visibility import may_see
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.directory.person_pages import ON, found
from tests.factories import TODAY
from tests.media.pictures import a_picture
from tests.membership.members import STAFF, a_complimentary_level, a_level, a_member, gets
from tests.people import profiles
from tests.people.profiles import who_looks, who_tells
from tests.statement_count import counted

FIELDS = ("name", "title", "skills")


def a_looker(browser: Browser) -> Person:
    """A member who looks with ``browser``."""
    me = factories.sign_in(browser)
    gets(me, a_complimentary_level())
    return me


TOKEN = re.compile(r'name="csrf_token"[^>]*')
"""The token of a form, which says in which second it was made."""


def test_hidden_answers_as_unknown_does_in_bytes_and_statements(app: Flask, client: Browser) -> None:
    me = a_looker(client)
    shows, hides = who_tells("Ana"), who_tells("Bea", "nobody")
    lapsed = profiles.tells(factories.a_person("Cora"), profiles.open_to("public"))
    blocked = who_tells("Dora")
    with db.writing():
        blocks.block(blocked, me, now=TODAY)
    answers = set()
    for ending in ("", ".vcf", "/small.webp"):
        for public_id in (hides.public_id, lapsed.public_id, blocked.public_id, "a" * 16):
            with counted() as statements:
                page = client.send("GET", f"/directory/{public_id}{ending}", check=False)
            body = page.html.replace(public_id, "").replace(page.headers["X-Request-Id"], "")
            body = TOKEN.sub("", body)
            answers.add((ending, page.status, body, len(statements)))
    assert {status for _, status, _, _ in answers} == {404}
    assert len(answers) == 3
    assert client.send("GET", f"/directory/{shows.public_id}").status == 200


def test_walking_through_numbers_gives_nothing(app: Flask, client: Browser) -> None:
    a_looker(client)
    ana = who_tells("Ana")
    for wrong in (ana.id, f"{ana.public_id}x", ana.public_id[:-1], ana.public_id.upper(), "..%2f", "%00"):
        assert client.send("GET", f"/directory/{wrong}", check=False).status == 404


def test_counts_and_choices_know_nothing_of_what_is_hidden(app: Flask) -> None:
    who_tells("Ana", skills=["Welding"], neighborhood="Pilsen")
    who_tells(
        "Bea", audiences=profiles.open_to("members") | {"skills": "nobody"}, skills=["Welding", "Secret"]
    )
    who_tells(
        "Cleo", audiences=profiles.open_to("members") | {"neighborhood": "shared"}, neighborhood="Pilsen"
    )
    me = who_looks()
    everybody = search.search(search.query_of(""), me.id, ON)
    shown = {(one.kind, one.key): one.many for one in search.traits_of(everybody)}
    assert shown == {("skill", "welding"): 1, ("neighborhood", "pilsen"): 1}
    assert len(everybody.ids) == 3


def test_a_choice_is_worded_by_those_who_show_it(app: Flask) -> None:
    who_tells("Ana", audiences=profiles.open_to("members") | {"skills": "nobody"}, skills=["AWELDING"])
    who_tells("Bea", skills=["awelding"])
    me = who_looks()
    shown = search.traits_of(search.search(search.query_of(""), me.id, ON))
    assert [one.words for one in shown] == ["awelding"]


def test_what_is_hidden_does_not_order(app: Flask) -> None:
    ana = who_tells("Ana Baker", skills=["Kilns"])
    secret = profiles.open_to("members") | {"title": "nobody", "skills": "shared"}
    bea = who_tells("Bea Baker", audiences=secret, title="Kilns Kilns", skills=["Baker", "Kilns"])
    me = who_looks()
    assert found(me, "baker") == [ana.id, bea.id]
    assert found(me, "kilns") == [ana.id]


def test_one_switch_hides_her_everywhere_at_once(app: Flask, client: Browser, another: Browser) -> None:
    me = a_looker(client)
    ana = who_tells("Ana Hideaway", "public", photo_id=a_picture().id)
    photo = client.get(f"/directory/{ana.public_id}/small.webp")
    profiles.changes(ana, hidden_at=TODAY)
    kept = {"If-None-Match": photo.headers["ETag"]}
    for address in (f"/directory/{ana.public_id}", f"/directory/{ana.public_id}/small.webp"):
        assert client.send("GET", address, headers=kept, check=False).status == 404
    assert another.send("GET", f"/card/{ana.public_id}").status == 404
    assert found(me, "hideaway") == []
    profiles.changes(ana, hidden_at=None)
    assert client.send("GET", f"/directory/{ana.public_id}/small.webp", headers=kept).status == 304


@pytest.mark.parametrize("kind", ["resigned", "suspended", "deceased"])
def test_who_left_is_not_listed(app: Flask, another: Browser, kind: str) -> None:
    ana, me = who_tells("Ana Left", "public"), who_looks()
    assert found(me, "left") == [ana.id]
    with db.writing():
        departures.leave(ana, kind, why="", by=STAFF, now=TODAY)
    assert found(me, "left") == []
    assert another.send("GET", f"/card/{ana.public_id}").status == 404


def test_she_is_listed_through_her_grace_and_not_a_day_longer(app: Flask, clock: MovableClock) -> None:
    ana, me = who_tells("Ana Grace", level=a_level(grace_days=30)), who_looks()
    last = membership.standing_of(ana, TODAY).grace_until
    assert last is not None
    wish = search.query_of("grace")
    assert search.search(wish, me.id, last).ids == [ana.id]
    assert search.search(wish, me.id, last + timedelta(days=1)).ids == []


def test_a_list_and_the_rule_agree_who_is_a_member(app: Flask) -> None:
    people = [who_tells(f"Ana {number}") for number in range(4)]
    with db.writing():
        departures.leave(people[0], "suspended", why="", by=STAFF, now=TODAY)
        departures.leave(people[1], "resigned", why="", by=STAFF, now=TODAY)
    assert set(found(who_looks(), "ana")) == set(db.session.scalars(membership.members_on(ON))) & {
        person.id for person in people
    }


def test_blocked_people_never_meet_and_nobody_is_told(app: Flask, client: Browser, another: Browser) -> None:
    me, her = a_looker(client), a_looker(another)
    for person, name in ((me, "Mia Mine"), (her, "Hera Hers")):
        profiles.tells(person, profiles.open_to("public"), title=name)
    client.get(f"/directory/{her.public_id}").form("/block").press()
    for browser, other in ((client, her), (another, me)):
        for address in (f"/directory/{other.public_id}", f"/card/{other.public_id}"):
            assert browser.send("GET", address).status == 404
        assert other.public_id not in browser.get("/directory/").html
    assert her.name in client.get("/me/blocked").main
    assert me.name not in another.get("/me/blocked").main
    assert me.name not in another.get("/me/seen").main.replace(her.name, "")
    client.get("/me/blocked").form("/end").press()
    assert client.get(f"/directory/{her.public_id}").status == 200


def test_both_blocks_have_to_be_taken_back(app: Flask) -> None:
    ana, bea = who_tells("Ana"), who_tells("Bea")
    with db.writing():
        hers, other = blocks.block(ana, bea, now=TODAY), blocks.block(bea, ana, now=TODAY)
        assert blocks.block(ana, bea, now=TODAY) is hers
    with db.writing():
        blocks.end(hers, now=TODAY)
    assert (found(ana, "bea"), found(bea, "ana")) == ([], [])
    with db.writing():
        blocks.end(other, now=TODAY)
    assert (found(ana, "bea"), found(bea, "ana")) == ([bea.id], [ana.id])


def test_nobody_blocks_herself(app: Flask, client: Browser) -> None:
    me = a_looker(client)
    profiles.tells(me, profiles.open_to("members"))
    client.post(f"/directory/{me.public_id}/block", csrf_token=client.csrf_token())
    assert db.session.query(Block).count() == 0


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whoever_is_found_may_be_seen_and_blocks_hold_both_ways(app: Flask, data: st.DataObject) -> None:
    people = [a_member(person=factories.a_person(f"Ana {number}")) for number in range(4)]
    for person in people:
        chosen = {field: data.draw(st.sampled_from(list(AUDIENCES))) for field in FIELDS}
        profiles.tells(person, chosen, title="Carver", skills=["Engraver"])
    pairs = data.draw(
        st.lists(st.sampled_from([(a, b) for a in people for b in people if a is not b]), max_size=3)
    )
    with db.writing():
        for one, other in pairs:
            blocks.block(one, other, now=TODAY)
        search_index.reindex([person.id for person in people])
    apart = {frozenset((one.id, other.id)) for one, other in pairs}
    for me in people:
        for typed, field in (("ana", "name"), ("carver", "title"), ("engraver", "skills")):
            seen = [number for number in found(me, typed) if number in {person.id for person in people}]
            assert all(may_see(_profile(number), field, "member") for number in seen)
            assert all(frozenset((me.id, number)) not in apart for number in seen)
            assert [card.name for card in cards.cards_for_member(seen, set())] == [
                _profile(n).person.name for n in seen
            ]
            wanted = {p.id for p in people if may_see(_profile(p.id), field, "member")}
            assert set(seen) == {n for n in wanted if frozenset((me.id, n)) not in apart}


def _profile(number: int) -> Profile:
    return db.session.get_one(Profile, number)
