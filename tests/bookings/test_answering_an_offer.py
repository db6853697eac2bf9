"""Her page while seats are held or saved for her: one large button, and what each press comes to."""

from datetime import timedelta

from flask import Flask

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.schedule import advance_waitlists
from tests.bookings.waitlists import asked, cancel, full_of_singles, passed_over
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import a_booking, sign_in


def page_of(rsvp: Rsvp) -> str:
    return f"/rsvp/{rsvp.token}"


def again(rsvp: Rsvp) -> Rsvp:
    db.session.rollback()
    db.session.refresh(rsvp)
    return rsvp


def test_she_says_yes_by_one_large_button(client: Browser) -> None:
    _, bea = asked()
    page = client.get(page_of(bea))
    assert page.h1 == "Two seats are held for you"
    assert "Two seats opened up at noon. Your party of two was first on the waitlist." in page.text
    assert "Please answer by Tuesday, November 24, 10 a.m." in page.text
    assert "(22 hours left)" in page.text
    page = page.form("/claim").press("Take the two seats")
    assert page.h1 == "Two seats are yours"
    assert again(bea).going


def test_she_says_no_and_they_go_on(client: Browser) -> None:
    event, bea = asked()
    caro = a_booking(event, of=2)
    page = client.get(page_of(bea)).form("/decline").press("Pass them on")
    assert page.h1 == "You’ve left the waitlist"
    assert again(caro).status == "offered"


def test_a_scanner_that_opens_her_link_three_times_answers_nothing(client: Browser) -> None:
    _, bea = asked()
    for _ in range(3):
        for path in ("", ".json", "/event.ics"):
            assert client.get(page_of(bea) + path).status == 200
            client.head(page_of(bea) + path)
        for path in ("/claim", "/decline", "/rejoin"):
            assert client.send("GET", page_of(bea) + path, check=False).status == 405
    assert again(bea).status == "offered"
    assert client.get(page_of(bea)).form("/claim").press("Take the two seats").h1 == "Two seats are yours"


def test_when_the_time_is_over_she_is_told_kindly_and_joins_the_line_again(
    client: Browser, clock: MovableClock
) -> None:
    event, bea = asked()
    a_booking(event, of=2)
    assert bea.offered_until is not None
    stale = client.get(page_of(bea))
    clock.at(bea.offered_until)
    assert "The seats go to the next party within a minute" in client.get(page_of(bea)).text
    late = stale.form("/claim").press("Take the two seats")
    assert late.status == 422
    assert "This offer has expired" in late.text
    advance_waitlists(clock.now())
    page = client.get(page_of(bea))
    assert page.h1 == "Your seats were passed on"
    assert "Two seats were held for you until 10 a.m. on Tuesday, November 24" in page.text
    page = page.form("/rejoin").press("Rejoin the waitlist")
    assert page.h1 == "You’re first on the waitlist"


def test_for_programs_an_offer_says_until_when(client: Browser) -> None:
    _, bea = asked()
    assert bea.offered_until is not None
    assert client.get(f"{page_of(bea)}.json").json == {
        "status": "offered",
        "party_size": 2,
        "place": None,
        "held_until": bea.offered_until.isoformat(),
    }


def test_seats_held_or_saved_are_not_remaining_for_search_engines(client: Browser) -> None:
    event, _ = asked(seats=3)
    assert '"remainingAttendeeCapacity": 1' in client.get(f"/events/{event.slug}").body.decode()
    other, first = full_of_singles(6)
    passed_over(other, of=4)
    cancel(first[0])
    page = client.get(f"/events/{other.slug}")
    assert '"remainingAttendeeCapacity": 0' in page.body.decode()
    assert "All 6 seats are taken." in page.text


def test_two_places_are_free_take_two_of_your_four_now(client: Browser) -> None:
    event, first = full_of_singles(7)
    ana = passed_over(event, of=4)
    cancel(first[0])
    cancel(first[1])
    page = client.get(page_of(ana))
    assert "Two seats are open: take two of your four now?" in page.text
    page = page.form("/claim").press("Take two now")
    assert page.h1 == "Two seats are yours"
    assert "The two people without seats keep a place on the waitlist." in page.text
    assert (again(ana).party_size, ana.waiting_size) == (2, 2)
    assert client.get(f"{page_of(ana)}.json").json["place"] == 1


def test_only_two_of_four_come(client: Browser) -> None:
    event, first = full_of_singles(7)
    ana = passed_over(event, of=4)
    cancel(first[0])
    cancel(first[1])
    client.get(page_of(ana)).form("/claim").fill(rest="leave").press()
    assert (again(ana).party_size, ana.waiting_size) == (2, 0)


def test_saying_yes_twice_is_once(client: Browser) -> None:
    _, bea = asked()
    form = client.get(page_of(bea)).form("/claim")
    assert form.press().h1 == form.press().h1 == "Two seats are yours"


def test_staff_see_what_each_waits_for_and_which_offers_run(client: Browser, clock: MovableClock) -> None:
    event, bea = asked()
    caro = a_booking(event, of=2)
    clock.forward(hours=1)
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}?status=waitlisted")
    assert "two seats held until Tuesday, November 24, 10 a.m., 21 hours left" in page.text
    assert bea.name in page.text
    assert f"{caro.name}" in page.text
    assert "next, when two seats open" in page.text


def test_staff_see_what_is_saved_for_whom_and_how_often_she_was_passed(client: Browser) -> None:
    event, first = full_of_singles(6)
    passed_over(event, of=4)
    cancel(first[0])
    cancel(first[1])
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}?status=waitlisted")
    assert "2 of 4 saved for a party of four." in page.text
    assert "three times" in page.text


def test_staff_move_a_party_up_and_take_it_back(client: Browser, app: Flask) -> None:
    event, _ = asked()
    bea, caro = a_booking(event, of=2), a_booking(event, of=2)
    sign_in(client, "events")
    up = client.get(f"/office/events/{event.slug}/bookings/{caro.public_id}/move-up")
    page = up.form().fill(why="She speaks that evening.").press()
    assert f"{caro.name} is now first on the waitlist. We will send an email in ten minutes." in page.text
    assert again(caro).queued_at < bea.queued_at
    page = page.form("/move-back").press()
    assert f"{caro.name} is back in the old place on the waitlist." in page.text
    assert again(caro).queued_at >= again(bea).queued_at


def test_an_hour_later_there_is_nothing_to_undo(client: Browser, clock: MovableClock) -> None:
    event, _ = asked()
    a_booking(event, of=2)
    caro = a_booking(event, of=2)
    sign_in(client, "events")
    up = client.get(f"/office/events/{event.slug}/bookings/{caro.public_id}/move-up")
    page = up.form().fill(why="She speaks that evening.").press()
    clock.forward(timedelta(hours=1))
    late = page.form("/move-back").press()
    assert "More than ten minutes have passed" in late.text
    assert "Undo move" not in late.text
