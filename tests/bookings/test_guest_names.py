"""Each guest of a party has a name of her own, and none is ever lost."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.bookings import guest_names
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, erasure
from chapter.checkin import badges, screens
from chapter.checkin import queries as checkin_queries
from chapter.checkin.rules import walk_ins
from chapter.checkin.rules.checkins import Operator
from chapter.events.models import Event
from chapter.events_office.booking_search import find_parties
from chapter.mail.models import Mail
from chapter.refusal import Refused
from tests.bookings.waitlists import cancel, resize
from tests.browser import Browser, Page
from tests.checkin.checkins import tonight
from tests.factories import GUEST, TODAY, a_booking, an_event, sign_in

ANA, JO = "Ana Pérez, M.D.", "Jo Lind"
WHO = {"name": "Priya Raghunathan", "email": "priya@raghunathan.test"}


def book(client: Browser, event: Event, **fields: Any) -> Page:
    return client.get(f"/events/{event.slug}").form("/rsvp").fill(**{**WHO, **fields}).press()


def booked() -> Rsvp:
    return db.session.scalars(select(Rsvp)).one()


def at_the_door(rsvp: Rsvp) -> list[str]:
    return checkin_queries.guest_names_of(rsvp)


@pytest.mark.parametrize(
    ("sent", "guests", "names"),
    [
        ([ANA, JO], 2, [ANA, JO]),
        (["", "Jo", ""], 3, ["", "Jo"]),
        (["Ngozi, Wanjiru"], 2, ["Ngozi", "Wanjiru"]),
        (["Ana Pérez, M.D., Jo Lind"], 2, [ANA, JO]),
        (["Ana Pérez, M.D., Jo Lind"], 3, ["Ana Pérez, M.D., Jo Lind"]),
        (["Kim Lee, J.D., Ph.D."], 1, ["Kim Lee, J.D., Ph.D."]),
        (["Sam Cole, Jr., Bo, Esq."], 2, ["Sam Cole, Jr.", "Bo, Esq."]),
        (["Ana, Bea, Cy"], 2, ["Ana, Bea, Cy"]),
        (["Ana and Bea"], 2, ["Ana and Bea"]),
        (["Ana, M.D.\nBea"], 2, ["Ana, M.D.", "Bea"]),
        (["Ana, M.D.; Bea; Cy"], 2, ["Ana, M.D.", "Bea", "Cy"]),
        ([""], 2, []),
        ([], 2, []),
    ],
)
def test_names_are_read_as_they_were_meant_and_none_is_dropped(
    sent: list[str], guests: int, names: list[str]
) -> None:
    found = guest_names.names_from_form(sent, guests) if sent else guest_names.without_empty_end(sent)
    assert found == names
    assert sum(one.count(name) for one in found for name in ("Ana", "Bea", "Cy", "Jo")) == sum(
        one.count(name) for one in sent for name in ("Ana", "Bea", "Cy", "Jo")
    )


@pytest.mark.parametrize(
    ("names", "guests", "places"),
    [
        (["Ruth", "Thuy"], 2, ["Ruth", "Thuy"]),
        (["", "Thuy"], 3, ["", "Thuy"]),
        (["", "Thuy"], 1, ["Thuy"]),
        (["Ruth", "Thuy"], 1, ["Ruth or Thuy"]),
        (["Ruth", "Thuy", "Kit"], 2, ["Ruth", "Thuy or Kit"]),
        (["Ruth"], 0, []),
    ],
)
def test_the_door_names_each_place_and_says_where_two_names_share_one(
    names: list[str], guests: int, places: list[str]
) -> None:
    assert guest_names.name_of_each_guest(names, guests) == places


class TestBooking:
    def test_a_name_with_a_title_stays_one_name_on_page_door_and_badge(self, client: Browser) -> None:
        event = an_event()
        page = book(client, event, party_size=3, guest_names=[ANA, JO])
        rsvp = booked()
        assert rsvp.guest_names == [ANA, JO]
        assert "Ana Pérez, M.D.; Jo Lind" in page.main
        assert at_the_door(rsvp) == [ANA, JO]
        assert [one["name"] for one in badges.badges_for_event(event, badges.SHEET)["badges"]][1:] == [
            ANA,
            JO,
        ]
        assert [one.id for one in find_parties(event, "lind", 12)] == [rsvp.id]

    def test_the_page_has_a_field_for_each_guest_that_may_come(self, client: Browser) -> None:
        form = client.get(f"/events/{an_event(party_limit=8).slug}").form("/rsvp")
        fields = form.tag.select('[name="guest_names"]:not([type="hidden"])')
        labels = [form.tag.select_one(f'label[for="{field["id"]}"]') for field in fields]
        assert [label.get_text() for label in labels if label] == [f"Guest {n}" for n in range(1, 8)]
        assert len(form.tag.select('details [name="guest_names"]')) == 2, (
            "a few stand open without JavaScript"
        )

    def test_where_everybody_comes_alone_nobody_is_asked_for_names(self, client: Browser) -> None:
        form = client.get(f"/events/{an_event(party_limit=1).slug}").form("/rsvp")
        assert "guest_names" not in form

    def test_a_guest_whose_name_is_unknown_keeps_her_place(self, client: Browser) -> None:
        book(client, an_event(), party_size=3, guest_names=["", "Jo Lind", "", "", "", ""])
        assert booked().guest_names == ["", "Jo Lind"]
        assert at_the_door(booked()) == ["", "Jo Lind"]

    def test_more_names_than_guests_are_asked_about_and_kept_in_the_form(self, client: Browser) -> None:
        page = book(client, an_event(), party_size=2, guest_names=["Ruth", "Thuy", "", "", "", ""])
        assert page.status == 422
        assert "There are two names here, but your party has one guest." in page.errors["guest_names"]
        assert page.form("/rsvp").values.getlist("guest_names")[:2] == ["Ruth", "Thuy"]
        assert "Three seats are yours" in page.form("/rsvp").fill(party_size=3).press().h1
        assert booked().guest_names == ["Ruth", "Thuy"]

    def test_an_older_form_that_sends_one_list_loses_nothing(self, client: Browser) -> None:
        book(client, an_event(), party_size=3, guest_names="Ana Pérez, M.D., Jo Lind")
        assert booked().guest_names == [ANA, JO]

    def test_a_list_that_fits_no_number_is_kept_as_it_stands(self, client: Browser) -> None:
        book(client, an_event(), party_size=2, guest_names="Ana, Bea, Cy")
        assert at_the_door(booked()) == ["Ana, Bea, Cy"]


class TestPlansChange:
    def test_she_says_on_her_page_who_comes_and_nobody_is_mailed_for_it(self, client: Browser) -> None:
        rsvp = a_booking(an_event(), of=3, guest_names=["Ruth"])
        before = len(list(db.session.scalars(select(Mail.id))))
        form = client.get(f"/rsvp/{rsvp.token}").form("/change")
        page = form.fill(guest_names=["Ruth", "Thuy", ""]).press()
        assert "Saved." in page.text
        assert booked().guest_names == ["Ruth", "Thuy"]
        assert len(list(db.session.scalars(select(Mail.id)))) == before
        entry = db.session.scalars(select(Entry).where(Entry.verb == "named guests")).one()
        assert entry.values is not None
        assert entry.values.after == {"guest_names": ["Ruth", "Thuy"]}

    def test_who_gives_a_seat_back_is_asked_who_stays(self, client: Browser) -> None:
        rsvp = a_booking(an_event(), of=3, guest_names=["Ruth", "Thuy"])
        page = client.get(f"/rsvp/{rsvp.token}").form("/change").fill(party_size=2).press()
        assert page.status == 422
        assert "Clear a name" in page.errors["guest_names"]
        assert (booked().party_size, booked().guest_names) == (3, ["Ruth", "Thuy"])
        page.form("/change").fill(guest_names=["", "Thuy", ""]).press()
        assert (booked().party_size, booked().guest_names) == (2, ["Thuy"])

    def test_a_program_that_sends_the_number_alone_keeps_all_names_and_everybody_is_told(
        self, client: Browser
    ) -> None:
        event = an_event()
        rsvp = a_booking(event, of=3, guest_names=["Ruth", "Thuy"])
        client.post(f"/rsvp/{rsvp.token}/change", party_size=2)
        assert booked().guest_names == ["Ruth", "Thuy"]
        assert at_the_door(booked()) == ["Ruth or Thuy"]
        assert len(badges.badges_for_event(event, badges.SHEET)["badges"]) == 3, "either finds her badge"
        page = client.get(f"/rsvp/{rsvp.token}")
        assert "You named two guests, but your booking has room for one." in page.main
        mail = db.session.scalars(select(Mail).where(Mail.kind == "events.changed")).one()
        assert "We’ll keep all the names until then" in mail.text

    def test_who_comes_alone_after_all_brings_nobodys_name(self, client: Browser) -> None:
        rsvp = a_booking(an_event(), of=2, guest_names=["Ruth"])
        page = client.get(f"/rsvp/{rsvp.token}").form("/change").fill(party_size=1).press()
        assert "One seat is yours" in page.h1
        assert "Ruth" not in page.main
        assert booked().guest_names == []
        entry = db.session.scalars(select(Entry).where(Entry.verb == "named guests")).one()
        assert entry.values is not None
        assert entry.values.before == {"guest_names": ["Ruth"]}, "the log still knows her"

    def test_a_name_typed_beside_a_number_of_one_is_asked_about(self, client: Browser) -> None:
        rsvp = a_booking(an_event())
        page = client.get(f"/rsvp/{rsvp.token}").form("/change").fill(guest_names=["Ruth", "", ""]).press()
        assert page.status == 422
        assert "There is one name here, but your party has no guests." in page.errors["guest_names"]

    def test_a_program_that_gives_all_but_one_seat_back_takes_the_names_back(self, client: Browser) -> None:
        rsvp = a_booking(an_event(), of=3, guest_names=["Ruth", "Thuy"])
        client.post(f"/rsvp/{rsvp.token}/change", party_size=1)
        assert booked().guest_names == []

    def test_names_stay_in_order_when_there_is_room_for_all(self, app: Flask) -> None:
        rsvp = a_booking(an_event(), of=4, guest_names=["", "Ruth"])
        resize(rsvp, 3)
        assert rsvp.guest_names == ["", "Ruth"]
        resize(rsvp, 2)
        assert rsvp.guest_names == ["Ruth"], "the seat of the one without a name was given back"

    def test_who_gave_everything_back_names_nobody_any_more(self, app: Flask) -> None:
        rsvp = a_booking(an_event(), of=2)
        cancel(rsvp)
        with pytest.raises(Refused, match="already canceled"), db.writing():
            bookings.name_guests(rsvp, ["Ruth"], by=GUEST, now=TODAY)


class TestTheOffice:
    def test_staff_write_one_name_for_each_guest(self, client: Browser) -> None:
        event = an_event()
        rsvp = a_booking(event, of=3, guest_names=[ANA])
        sign_in(client, "events")
        address = f"/office/events/{event.slug}/bookings/{rsvp.public_id}"
        form = client.get(f"{address}/edit").form()
        assert form.values.getlist("guest_names")[0] == ANA
        page = form.fill(guest_names=[ANA, JO, ""]).press()
        assert "Ana Pérez, M.D.; Jo Lind" in page.main
        assert "with Ana Pérez, M.D.; Jo Lind" in client.get(f"/office/events/{event.slug}").main
        assert (
            "with Ana Pérez, M.D.; Jo Lind" in client.get(f"/office/events/{event.slug}/bookings/print").main
        )

    def test_the_second_of_two_editors_sees_both_lists_of_names(self, client: Browser) -> None:
        event = an_event()
        rsvp = a_booking(event, of=3, guest_names=[ANA])
        sign_in(client, "events")
        form = client.get(f"/office/events/{event.slug}/bookings/{rsvp.public_id}/edit").form()
        with db.writing():
            bookings.name_guests(rsvp, [ANA, JO], by=GUEST, now=TODAY)
        page = form.fill(guest_names=["Kit", "", ""]).press()
        assert page.status == 422
        assert "Ana Pérez, M.D.; Jo Lind" in page.main
        assert "Kit" in page.main

    def test_the_file_has_a_column_for_each_guest(self, client: Browser) -> None:
        event = an_event()
        a_booking(event, name="Bea", of=3, guest_names=[ANA, JO])
        a_booking(event, name="Cy")
        sign_in(client, "events")
        body = client.post(f"/office/events/{event.slug}/bookings.csv").body.decode("utf-8-sig")
        bea, cy = csv.DictReader(io.StringIO(body, newline=""))
        assert (bea["Guest 1"], bea["Guest 2"]) == (ANA, JO)
        assert (cy["Guest 1"], cy["Guest 2"]) == ("", "")


def test_erasing_forgets_the_guests_too(app: Flask) -> None:
    rsvp = a_booking(an_event(), of=2, guest_names=["Ruth"])
    with db.writing():
        erasure.erase(rsvp, by=GUEST, now=TODAY)
    assert rsvp.guest_names == []


def test_a_walk_in_names_no_guests_and_the_door_counts_them(app: Flask) -> None:
    event = tonight()
    with db.writing():
        rsvp = walk_ins.walk_in(
            db.lock(event),
            "Wanda Fox",
            "",
            size=2,
            nonce="walk-0001",
            over=False,
            by=Operator(None),
            now=TODAY,
        )
    assert (rsvp.guest_names, at_the_door(rsvp)) == ([], [])
    assert [name for _, name, _ in screens._people(rsvp, {})] == ["Wanda Fox", "Guest 1"]


def test_the_door_says_guest_two_where_only_the_first_is_unknown(app: Flask) -> None:
    rsvp = a_booking(tonight(), name="Priya", of=3, guest_names=["", "Jo Lind"])
    assert [name for _, name, _ in screens._people(rsvp, {})] == ["Priya", "Guest 1", "Jo Lind"]
