"""What a phone sends that is none of ours, and what its list tells it of how long it may wait."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from chapter.bookings.models import ARRIVALS
from chapter.checkin.models import OPENS
from chapter.checkin.rules import checkins
from chapter.checkin.screens import KEPT_HOURS
from tests.browser import Browser
from tests.checkin.checkins import a_link, a_move, a_nonce, send, tonight
from tests.factories import TODAY, a_booking, sign_in


@pytest.mark.every_case
@pytest.mark.parametrize("sign", ["\x00", "a\x00b", "\ud800", "\x1b"])
@pytest.mark.parametrize("field", ["party", "shift"])
def test_a_name_that_no_database_takes_is_none_of_ours(client: Browser, field: str, sign: str) -> None:
    sign_in(client, "events")
    event = tonight()
    move: dict[str, Any] = {"kind": "in", "nonce": a_nonce(), "at": TODAY.isoformat(), field: sign}
    page = send(client, f"/door/{event.slug}", move)
    assert (page.status, page.json) == (422, {"error": "shape"})


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_somebody_typed_so_is_answered_and_holds_up_nothing(client: Browser, sign: str) -> None:
    sign_in(client, "events")
    event = tonight()
    bea = a_booking(event)
    typed = {"name": sign, "email": "", "size": 1}
    move = {"nonce": f"walk-in-{a_nonce()}", "walk_in": typed, "at": TODAY.isoformat()}
    answers = send(client, f"/door/{event.slug}", move, a_move(bea.public_id)).json["answers"]
    assert [one["refused"] for one in answers] == ["typed", ""]


def test_a_shut_door_tells_why_somebody_is_not_on_the_list(client: Browser) -> None:
    sign_in(client, "events")
    event = tonight()
    typed = {"name": "Ola Walkin", "email": "", "size": 1}
    early = (event.starts_at - OPENS - timedelta(minutes=1)).isoformat()
    move = {"nonce": f"walk-in-{a_nonce()}", "walk_in": typed, "at": early}
    (answer,) = send(client, f"/door/{event.slug}", move).json["answers"]
    assert (answer["refused"], answer["words"]) == ("early", "Check-in is not open yet.")


def test_a_phone_knows_until_when_its_moves_are_taken(client: Browser) -> None:
    event = tonight()
    link = a_link(event)
    kept = client.get(f"/door/t/{link.token}/list.json").json
    assert datetime.fromisoformat(kept["taken_until"]) == link.over_at + checkins.LATE
    assert (kept["kept_hours"], kept["tells_new"]) == (KEPT_HOURS, False)
    page = client.get(f"/door/t/{link.token}/walk-in")
    assert (link.over_at + checkins.LATE).isoformat() in page.html


def test_a_lead_knows_who_is_new_and_every_wish(client: Browser) -> None:
    sign_in(client, "events")
    event = tonight()
    assert client.get(f"/door/{event.slug}/list.json").json["tells_new"] is True
    page = client.get(f"/door/{event.slug}")
    assert json.dumps(list(ARRIVALS.values())) in page.html
