"""Finding members by what they tell: words, slips, accents, traits, order."""

import pytest
from flask import Flask

from chapter import db
from chapter.directory import search
from chapter.people.models.search_index import SearchTrigram
from chapter.people.name_matching import normalized
from chapter.people.rules import persons, search_index
from chapter.security import throttle
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.directory.person_pages import ON, found
from tests.factories import TODAY
from tests.membership.members import a_level
from tests.people import profiles as people_profiles
from tests.people.profiles import who_looks, who_tells
from tests.privacy.erasing import erase_people

pytestmark = pytest.mark.every_case


@pytest.mark.parametrize(
    "typed",
    [
        "Małgorzata Wójcik", "malgorzata wojcik", "MALG", "wojcik malgo", "malgorzatta", "wojick",
        "Malgrozata", "halsted bak", "Bookkeep", "bokkeeping", "PILSEN", "nurse", "van on saturdays", "sour",
    ],
)  # fmt: skip
def test_she_is_found_by_any_of_her_words_forgiving_slips_case_and_accents(app: Flask, typed: str) -> None:
    anna = who_tells(
        "Małgorzata Wójcik", organisation="Halsted Bakers", title="Nurse", neighborhood="Pilsen",
        skills=["Bookkeeping"], asks=["a van on Saturdays"], offers=["Sourdough bread"],
    )  # fmt: skip
    who_tells("Priya Raghunathan", skills=["Welding"])
    assert found(who_looks(), typed) == [anna.id]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("vanda", "Wanda Kern"), ("ngyuen", "Thi Nguyễn"), ("shivon", "Siobhán Daly"), ("秀英", "王秀英"),
        ("obrien", "Seán O’Brien"), ("annemarie", "Anne-Marie Poe"), ("delacruz", "Bea de la Cruz"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_how_it_sounds_and_by_its_parts(app: Flask, typed: str, name: str) -> None:
    names = (
        "Wanda Kern",
        "Thi Nguyễn",
        "Siobhán Daly",
        "王秀英",
        "Seán O’Brien",
        "Anne-Marie Poe",
        "Bea de la Cruz",
    )
    people = {one: who_tells(one) for one in names}
    assert found(who_looks(), typed) == [people[name].id]


@pytest.mark.parametrize("audience", ["nobody", "shared"])
def test_what_sounds_alike_and_is_hidden_finds_nobody(app: Flask, audience: str) -> None:
    who_tells("Wanda Kern", audience)
    assert found(who_looks(), "vanda") == []


@pytest.mark.parametrize(
    "typed", ["zzzz", "malgorzata raghunathan", "lake", "example.test", "+1312", "x" * 500]
)
def test_what_nobody_tells_finds_nobody(app: Flask, typed: str) -> None:
    who_tells("Małgorzata Wójcik", about="By the lake.", phone="+13125550100")
    who_tells("Priya Raghunathan")
    assert found(who_looks(), typed) == []


@pytest.mark.parametrize("typed", ["\x00", "'; DROP TABLE people; --", "%", "_", "\\", "🙂", "…"])
def test_whatever_is_typed_is_answered(app: Flask, client: Browser, typed: str) -> None:
    factories.sign_in(client, "member")
    who_tells("Ana")
    query = {"q": typed, "skill": typed, "neighborhood": typed, "says": typed, "level": typed, "page": typed}
    assert client.send("GET", "/directory/", query_string=query).status == 200


def test_a_name_comes_before_other_words_and_a_whole_word_before_a_part(app: Flask) -> None:
    baker = who_tells("Zoe Baker")
    bakery = who_tells("Ana Bakersfield")
    bakes = who_tells("Bea Otis", skills=["Baker"])
    assert found(who_looks(), "baker") == [baker.id, bakery.id, bakes.id]


def test_without_words_everybody_stands_by_name(app: Flask) -> None:
    names = ["Zofia Ósma", "Ana Rocío", "Élise Brun", "élise Adler"]
    people = {name: who_tells(name) for name in names}
    order = sorted(names, key=normalized)
    assert found(who_looks()) == [people[name].id for name in order]


def test_traits_narrow_together(app: Flask) -> None:
    both = who_tells("Ana", skills=["Welding"], neighborhood="Pilsen")
    who_tells("Bea", skills=["Welding"], neighborhood="Uptown")
    who_tells("Cleo", skills=["Sewing"], neighborhood="Pilsen", asks=["a van"])
    me = who_looks()
    assert found(me, skill="welding", neighborhood="pilsen") == [both.id]
    assert len(found(me, says="ask")) == 1
    assert found(me, "an", skill="welding") == [both.id]


def test_a_level_narrows_too(app: Flask) -> None:
    gold, plain_level = a_level("Gold"), a_level("Plain")
    ana, bea = who_tells("Ana", level=gold), who_tells("Bea", level=plain_level)
    me = who_looks()
    assert search.search(search.query_of("", level=gold.id), me.id, ON).ids == [ana.id]
    everybody = search.search(search.query_of(""), me.id, ON)
    assert set(everybody.ids) == {ana.id, bea.id}
    assert [(level.name, many) for level, many in search.levels_of(everybody)] == [
        ("Gold", 1),
        ("Plain", 1),
    ]


def test_what_changes_is_found_at_once_and_what_was_is_not(app: Flask) -> None:
    ana, me = who_tells("Ana Old", organisation="Halsted"), who_looks()
    details = persons.values_of(ana) | {"name": "Ana Nova", "organisation": "Kedzie"}
    with db.writing():
        persons.change(ana, persons.PersonInput(**details), by=factories.GUEST, now=TODAY)
    assert [found(me, typed) for typed in ("nova", "kedzie", "old", "halsted")] == [
        [ana.id],
        [ana.id],
        [],
        [],
    ]


def test_who_is_erased_leaves_nothing_to_be_found_by(app: Flask) -> None:
    ana, me = who_tells("Ana Gone", skills=["Welding"]), who_looks()
    with db.writing():
        erase_people(ana)
    assert [found(me, "gone"), found(me)] == [[], []]
    assert db.session.query(SearchTrigram).filter_by(person_id=ana.id).count() == 0


def test_rebuilding_gives_what_stands(app: Flask) -> None:
    ana, bea = who_tells("Ana", skills=["Welding"]), who_tells("Bea", "shared")
    before = sorted((g.gram, g.field, g.person_id, g.width) for g in db.session.query(SearchTrigram))
    with db.writing():
        search_index.forget([ana.id, bea.id])
    result = app.test_cli_runner().invoke(args=["rebuild-directory"])
    assert result.output == "Rebuilt the index of 2 profiles.\n"
    assert sorted((g.gram, g.field, g.person_id, g.width) for g in db.session.query(SearchTrigram)) == before


def test_who_looks_too_often_waits(app: Flask, client: Browser, clock: MovableClock) -> None:
    factories.sign_in(client, "member")
    ana = who_tells("Ana")
    address = f"/directory/{ana.public_id}"
    answers = [client.send("GET", address, check=False).status for _ in range(throttle.DIRECTORY.most + 1)]
    assert answers == [200] * throttle.DIRECTORY.most + [429]
    assert client.send("GET", "/directory/", check=False).headers["Retry-After"] == "600"
    clock.forward(minutes=11)
    assert client.get(address).status == 200


def test_the_pages_end(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.sign_in(client, "member")
    monkeypatch.setattr(search, "MOST_LISTED", 3)
    search._by_name.cache_clear()
    for number in range(5):
        who_tells(f"Ana {number}")
    page = client.get("/directory/?page=999")
    assert "3 or more people" in page.main
    assert len(page.soup.select(".person")) == 3
    search._by_name.cache_clear()


def test_the_list_says_who_and_leads_to_her(app: Flask, client: Browser) -> None:
    factories.sign_in(client, "member")
    who_tells("Ana Rocío", skills=["Welding"], neighborhood="Pilsen", title="Nurse", organisation="Rush")
    page = client.get("/directory/?q=weld")
    assert "1 person for “weld”" in page.main
    assert page.follow("Ana Rocío").h1 == "Ana Rocío"
    assert "No people match" in client.get("/directory/?q=qqqq").main
    part = client.send("GET", "/directory/?q=weld", headers={"X-Part": "found"}, check=False)
    assert "Ana Rocío" in part.html
    assert "<!doctype" not in part.html


def test_her_card_can_be_kept_in_an_address_book_and_nobody_is_asked_who_she_is(
    app: Flask, client: Browser, clock: MovableClock
) -> None:
    factories.sign_in(client, "member")
    ana = who_tells(
        "Ana; Rocío, 'née' Łuk", title="Nurse\nat night", phone="+13125550100", links=["https://ana.example"]
    )
    clock.forward(minutes=16)
    page = client.get(f"/directory/{ana.public_id}").form(".vcf").press("Save to my contacts")
    assert page.headers["Content-Type"] == "text/vcard; charset=utf-8"
    lines = page.body.decode().split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert "FN:Ana\\; Rocío\\, 'née' Łuk" in lines
    assert "TITLE:Nurse\\nat night" in lines
    assert "TEL:+13125550100" in lines


def test_a_phone_with_an_extension_is_read_dialed_and_kept_whole(client: Browser) -> None:
    factories.sign_in(client, "member")
    ana = who_tells("Ana Rocío", phone="+13125550100;ext=4")
    page = client.get(f"/directory/{ana.public_id}")
    (link,) = page.soup.select('a[href^="tel:"]')
    assert (link["href"], link.get_text()) == ("tel:+13125550100;ext=4", "+1 312-555-0100 ext. 4")
    card = client.post(f"/directory/{ana.public_id}.vcf").body.decode()
    assert "TEL;VALUE=uri:tel:+13125550100;ext=4" in card.split("\r\n")


def test_telling_opens_what_it_is_told(app: Flask) -> None:
    ana = people_profiles.tells(factories.a_person("Ana"), people_profiles.open_to("members"))
    assert found(who_looks(), "ana") == [], "she is no member"
    assert ana.name == "Ana"
