"""The address a browser was led to, against the link in her mail: it ends nothing and uses nothing up."""

from collections.abc import Callable
from typing import Any

import pytest

from chapter import db
from chapter.bookings.booking_links import BookingLink
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import email_verification
from chapter.bookings.views.public import booking as view
from chapter.people.verification import MAILBOX, TYPED
from chapter.security import throttle
from tests.browser import Browser
from tests.factories import TODAY, a_booking, an_event


def proved_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """She presses in her mail after a stranger's press was let in, and before it holds the lock."""
    was: Callable[..., None] = view._press

    def late(link: BookingLink, **more: bool) -> None:
        was(link, **more)
        with db.writing():
            email_verification.prove(db.session.get_one(Rsvp, link.rsvp.id), MAILBOX, now=TODAY)

    monkeypatch.setattr(view, "_press", late)


@pytest.mark.parametrize(("path", "sent"), [("cancel", {}), ("change", {"party_size": "1"})])
def test_a_booking_that_she_proved_meanwhile_is_neither_ended_nor_changed(
    client: Browser, monkeypatch: pytest.MonkeyPatch, path: str, sent: dict[str, Any]
) -> None:
    rsvp = a_booking(an_event(), of=2, proof=TYPED)
    proved_between(monkeypatch)
    assert client.post(f"/rsvp/{rsvp.typed_token}/{path}", **sent).status == 422
    db.session.refresh(rsvp)
    assert (rsvp.status, rsvp.party_size, rsvp.proof) == ("going", 2, MAILBOX)


@pytest.mark.parametrize("path", ["me", "keep", "not-me", "cancel"])
def test_a_stranger_never_uses_up_her_presses(client: Browser, path: str) -> None:
    rsvp = a_booking(an_event(), proof=TYPED)
    pages = [
        client.post(f"/rsvp/{rsvp.typed_token}/change", party_size="1")
        for _ in range(throttle.CHANGE.most + 1)
    ]
    assert [pages[0].status, pages[-1].status] == [200, 429], "theirs are counted"
    assert client.post(f"/rsvp/{rsvp.token}/{path}").status == 200
    db.session.refresh(rsvp)
    assert (rsvp.proof != TYPED) == (path != "not-me")
    assert rsvp.going == (path in {"me", "keep"})
