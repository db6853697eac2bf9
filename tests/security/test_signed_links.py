"""The record behind a personal link: found by its token, and by no other."""

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.security import signed_links
from tests.factories import a_booking, an_event


@pytest.fixture
def rsvp(app: Flask) -> Rsvp:
    """A booking with a personal link."""
    return a_booking(an_event())


def test_a_link_opens_its_record(rsvp: Rsvp) -> None:
    assert signed_links.record_by_token(rsvp.token, "booking", select(Rsvp)) is rsvp
    assert signed_links.record_or_404(rsvp.token, "booking", select(Rsvp)) is rsvp


def test_a_link_for_something_else_opens_nothing(rsvp: Rsvp) -> None:
    assert signed_links.record_by_token(rsvp.token, "shift", select(Rsvp)) is None


def test_a_link_that_was_replaced_opens_nothing(rsvp: Rsvp) -> None:
    old = rsvp.token
    with db.writing():
        rsvp.link_version += 1
    assert signed_links.record_by_token(old, "booking", select(Rsvp)) is None


def test_a_link_to_a_record_that_is_left_out_opens_nothing(rsvp: Rsvp) -> None:
    with pytest.raises(NotFound):
        signed_links.record_or_404(rsvp.token, "booking", select(Rsvp).where(Rsvp.id != rsvp.id))


@pytest.mark.parametrize("made_up", ["", "x", "aaaaaaaaaaaaaaaa-" + "a" * 26])
def test_a_link_that_is_made_up_opens_nothing(rsvp: Rsvp, made_up: str) -> None:
    with pytest.raises(NotFound):
        signed_links.record_or_404(made_up, "booking", select(Rsvp))
