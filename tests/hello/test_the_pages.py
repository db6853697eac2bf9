"""Who comes, to whom she says hello, whom she met, what she promised: as guests read it and press it."""

from datetime import timedelta

from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello.models.hellos import Meeting, Promise
from chapter.people.models.blocks import Block
from chapter.people.models.ties import Tie
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, an_account, an_event, saved, sign_in
from tests.hello.guests import a_guest, arrange, enters

TOMORROW = TODAY + timedelta(days=1)


def page_of(rsvp: Rsvp, name: str = "who-comes") -> str:
    return f"/rsvp/{rsvp.token}/{name}"


def an_evening(seats: int = 40) -> Event:
    return an_event("The Long Table", slug="long-table", starts_at=TOMORROW, seats=seats)


def test_those_who_come_see_those_who_ticked_it_by_first_name_and_in_their_words(
    client: Browser, clock: MovableClock
) -> None:
    event = an_evening()
    ana = a_guest(event, "Ana Sandoval", offer="grants")
    a_guest(event, "Bea Olszewska", ask="somebody who knows grants")
    a_booking(event, name="Silent Sue")
    comes = a_booking(event, name="Cleo Park")
    page = client.get(page_of(comes)).main
    assert "Ana" in page
    assert "somebody who knows grants" in page
    assert not any(word in page for word in ("Sandoval", "Olszewska", "Silent", "Sue"))
    assert "See who’s coming" in client.get(f"/rsvp/{comes.token}").main

    arrange(event)
    page = client.get(page_of(ana)).main
    assert "You could help them. They are looking for: “somebody who knows grants”." in page
    assert "I read that you’re looking for somebody who knows grants." in page


def test_the_list_is_there_from_three_days_before_until_a_week_after(
    client: Browser, clock: MovableClock
) -> None:
    event = an_evening()
    comes = a_guest(event, "Ana Sandoval")
    a_guest(event, "Bea Olszewska", offer="grants")
    seen = []
    moments = (
        event.starts_at - timedelta(days=3, minutes=1), event.starts_at - timedelta(days=3),
        event.ends_at + timedelta(days=7, minutes=-1), event.ends_at + timedelta(days=7),
    )  # fmt: skip
    for moment in moments:
        clock.at(moment)
        own = client.get(f"/rsvp/{comes.token}").main
        seen.append("Bea" in client.get(page_of(comes)).main)
        assert ("See who" in own) is seen[-1]
    assert seen == [False, True, True, False]
    assert "Bea" not in client.get(page_of(comes, "whom-i-met")).main


def test_who_has_no_seat_sees_nobody_and_a_member_who_comes_finds_it_from_the_events_page(
    client: Browser,
) -> None:
    event = an_evening(seats=2)
    a_guest(event, "Ana Sandoval", offer="grants")
    hers, waits = a_booking(event), a_guest(event, "Wera Late")
    account = an_account("member")
    with db.writing():
        hers.person_id = account.person_id
    assert "grants" not in client.get(page_of(waits)).main
    sign_in(client, account=account)
    page = client.get("/events/long-table").follow("Who’s coming, and who to say hello to")
    assert "grants" in page.main
    assert "grants" in client.get("/events/long-table/who-comes").main


def test_blocked_people_are_shown_to_each_other_nowhere_and_cannot_be_named(client: Browser) -> None:
    event = an_event("The Long Table", starts_at=TODAY - timedelta(hours=1))
    ana, bea = a_guest(event, "Ana Sandoval"), a_guest(event, "Bea Olszewska")
    arrange(event)
    saved(Block(person_id=ana.person_id, other_id=bea.person_id, since=TODAY))
    for one, other in ((ana, bea), (bea, ana)):
        for name in ("who-comes", "whom-i-met"):
            assert other.name.split()[0] not in client.get(page_of(one, name)).main
        assert client.post(page_of(one, f"met/{other.public_id}")).status == 404


def test_two_who_both_say_that_they_met_have_a_tie_until_one_takes_it_back(client: Browser) -> None:
    event = an_event("The Long Table", starts_at=TODAY - timedelta(hours=1))
    ana, bea = a_guest(event, "Ana Sandoval"), a_guest(event, "Bea Olszewska")
    client.get(page_of(ana, "whom-i-met")).form(f"/met/{bea.public_id}").press()
    assert db.first(select(Tie)) is None
    assert "You met" not in client.get(page_of(bea, "whom-i-met")).main
    for _twice in range(2):
        assert "You met" in client.post(page_of(bea, f"met/{ana.public_id}")).main
    db.session.expire_all()
    (tie,) = db.session.scalars(select(Tie))
    assert (tie.one_id, tie.other_id) == tuple(sorted((ana.person_id, bea.person_id)))
    assert len(list(db.session.scalars(select(Meeting)))) == 2
    client.get(page_of(bea, "whom-i-met")).form("/not-met/").press()
    assert db.first(select(Tie)) is None


def test_nobody_is_met_before_the_evening_nor_who_stayed_at_home(
    client: Browser, clock: MovableClock
) -> None:
    event = an_evening()
    ana, bea, cleo = (a_guest(event, name) for name in ("Ana One", "Bea Two", "Cleo Three"))
    page = client.post(page_of(ana, f"met/{bea.public_id}"))
    assert "from the start of the event" in page.text
    assert db.first(select(Meeting)) is None
    enters(event, ana, bea)
    clock.at(event.starts_at + timedelta(hours=1))
    page = client.get(page_of(ana, "whom-i-met"))
    assert "Bea" in page.main
    assert "Cleo" not in page.main
    assert cleo.came == 0


def test_a_promise_is_a_task_of_hers_on_that_page_and_on_her_own(client: Browser) -> None:
    event = an_event("The Long Table", starts_at=TODAY - timedelta(hours=1))
    hers = a_booking(event)
    account = an_account("member")
    with db.writing():
        hers.person_id = account.person_id
    form = client.get(page_of(hers, "whom-i-met")).form("/promises").fill(words="Send Ana the name")
    page = form.press()
    assert page.main.count("Send Ana the name") >= 1
    form.press()
    assert len(list(db.session.scalars(select(Promise)))) == 1
    assert "Not yet" in client.get(page_of(hers, "whom-i-met")).form("/done").press().main
    assert "Done" in client.get(page_of(hers, "whom-i-met")).form("/undone").press().main
    sign_in(client, account=account)
    mine = client.get("/me/")
    assert "Send Ana the name" in mine.main
    gone = mine.form("/done").press()
    assert "Send Ana the name" not in gone.main
    assert "Send Ana the name" in gone.form("/undone").press().main


def test_no_words_and_too_many_promises_are_refused(client: Browser) -> None:
    hers = a_booking(an_event("The Long Table", starts_at=TODAY - timedelta(hours=1)))
    page = client.post(page_of(hers, "promises"), words="  ", nonce="n" * 32)
    assert page.status == 422
    assert page.errors["words"] == "Enter what you promised."
    with db.writing():
        for n in range(50):
            db.session.add(
                Promise(rsvp_id=hers.id, person_id=hers.person_id, words="x", nonce=str(n), made_at=TODAY)
            )
    assert client.post(page_of(hers, "promises"), words="One more", nonce="n" * 32).status == 422
