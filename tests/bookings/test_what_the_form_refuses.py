"""Whatever is sent instead of a booking is answered in plain words, and what was typed is kept."""

import io
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.web.csrf import FORM_EXPIRED
from tests.browser import Browser, Page
from tests.factories import an_event

PRIYA = {"name": "Priya Raghunathan", "email": "priya@raghunathan.test"}


def bookings() -> list[Rsvp]:
    """Every booking there is."""
    return list(db.session.scalars(select(Rsvp).order_by(Rsvp.id)))


def book(client: Browser, event: Event, **fields: Any) -> Page:
    """Open the page, fill the form, press."""
    return client.get(f"/events/{event.slug}").form("/rsvp").fill(**{**PRIYA, **fields}).press()


def post(client: Browser, event: Event, **fields: Any) -> Page:
    """Post by hand, without following."""
    given = {**PRIYA, "party_size": 1, "nonce": "nonce-of-one-form", **fields}
    return client.post(f"/events/{event.slug}/rsvp", follow=False, **given)


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("email", "said"),
        [
            ("priya@raghunathan", "“priya@raghunathan” is missing its ending, such as .com."),
            ("priya", "“priya” is missing the @"),
            ("@raghunathan.test", "before the @"),
            ("priya@", "after the @"),
            ("pri ya@raghunathan.test", "Check it for a typo"),
            ("", "Enter your email"),
            ("priya@a..test", "Check it for a typo"),
            ("<script>@x.test", "Check it for a typo"),
            ("zoë@x.test", "has an accent before the @"),
        ],
    )
    def test_an_email_says_what_it_lacks(self, client: Browser, email: str, said: str) -> None:
        page = book(client, an_event(), email=email)
        assert page.status == 422
        assert said in page.errors["email"]
        assert bookings() == []

    @pytest.mark.parametrize(
        "name", ["\u200b", "\u00ad\u200d", "\u3164", "\u2800 \u2800", "\u0300", "\u202e"]
    )
    def test_a_name_of_which_nothing_is_seen_is_none(self, client: Browser, name: str) -> None:
        page = post(client, an_event(), name=name)
        assert (page.status, bookings()) == (422, [])
        assert "Enter your name" in page.errors["name"]

    @pytest.mark.parametrize(
        "name", ["Click https://evil.test", "www.evil.test", "Win at evil.test/now", "evil.com"]
    )
    @pytest.mark.parametrize("field", ["name", "badge_name"])
    def test_a_name_carries_no_web_address_into_mails_and_pages(
        self, client: Browser, field: str, name: str
    ) -> None:
        page = post(client, an_event(), **{field: name})
        assert (page.status, bookings()) == (422, [])
        assert "web address" in page.errors[field]

    @pytest.mark.parametrize("name", ["<b>Bob</b>", "Bob <script>", "a > b"])
    @pytest.mark.parametrize("field", ["name", "badge_name"])
    def test_a_name_carries_no_markup_into_mails_and_pages(
        self, client: Browser, field: str, name: str
    ) -> None:
        page = post(client, an_event(), **{field: name})
        assert (page.status, bookings()) == (422, [])
        assert "can’t have < or >" in page.errors[field]

    @pytest.mark.parametrize(
        "name", ["J.R.R. Tolkien", "Dr.Ana Ruiz", "St.John", "Jo.", "O’Hara-Vega, Zoë", "李小龍"]
    )
    def test_a_name_with_dots_is_a_name(self, client: Browser, name: str) -> None:
        assert post(client, an_event(), name=name).status == 303
        assert bookings()[0].name == name

    def test_a_mark_that_turns_what_others_wrote_is_dropped(self, client: Browser) -> None:
        post(client, an_event(), name="Ana \u202egnp.Ruiz\u202c \u2067x")
        assert bookings()[0].name == "Ana gnp.Ruiz x"

    def test_what_she_typed_is_kept(self, client: Browser) -> None:
        page = book(
            client, an_event(), email="priya", party_size=3, dietary="No nuts", arrival="buddy", show_me=True
        )
        form = page.form("/rsvp")
        assert form["name"] == "Priya Raghunathan"
        assert (form["email"], form["party_size"]) == ("priya", "3")
        assert (form["dietary"], form["arrival"]) == ("No nuts", "buddy")
        assert "show_me" in form.values
        assert page.title.startswith("Error:")

    @pytest.mark.parametrize(
        "size", ["0", "-1", "7", "99", str(2**63), "9" * 5000, "two", "1.5", "", " ", "٣"]
    )
    def test_a_party_is_a_number_that_may_come(self, client: Browser, size: str) -> None:
        page = post(client, an_event(party_limit=6), party_size=size)
        assert page.status == 422
        assert page.errors["party_size"]
        assert bookings() == []

    def test_a_party_is_never_larger_than_the_room(self, client: Browser) -> None:
        page = post(client, an_event(seats=2), party_size=3)
        assert (page.status, bookings()) == (422, [])
        assert "party_size" in page.errors

    def test_a_page_open_for_too_long_is_shown_again_with_what_was_typed(self, client: Browser) -> None:
        event = an_event()
        page = client.get(f"/events/{event.slug}")
        client.forget_cookies()
        again = page.form("/rsvp").fill(**PRIYA, dietary="No nuts").press()
        assert again.status == 422
        assert FORM_EXPIRED in again.errors[""]
        assert again.form("/rsvp")["dietary"] == "No nuts"
        assert bookings() == []
        assert "One seat is yours" in again.form("/rsvp").press().h1

    @pytest.mark.parametrize("nonce", ["", "short", "x" * 65, "with spaces in it", "naïve-nonce-x", "\0" * 9])
    def test_a_form_without_its_number_gets_a_new_one(self, client: Browser, nonce: str) -> None:
        page = post(client, an_event(), nonce=nonce)
        assert page.status == 422
        assert bookings() == []
        assert "One seat is yours" in page.form("/rsvp").press().h1

    @pytest.mark.parametrize("name", ["", "   ", "\x00\x01", "\u200b" * 0 + "\n"])
    def test_a_name_is_needed(self, client: Browser, name: str) -> None:
        page = post(client, an_event(), name=name)
        assert "Enter your name" in page.errors["name"]

    def test_a_name_that_looks_like_html_is_shown_as_it_is(self, client: Browser) -> None:
        hostile = '<script>alert(1)</script> "O\'Neil"'
        page = book(client, an_event(), name=hostile, guest_names="<img src=x onerror=alert(1)>")
        assert "<script>alert(1)" not in page.html
        assert "<img src=x" not in page.html

    @pytest.mark.parametrize(
        "fields",
        [
            {"name": "x" * 201}, {"guest_names": "y" * 501}, {"dietary": "z" * 1001},
            {"arrival": "by_helicopter"}, {"pronouns": "p" * 41}, {"badge_name": "b" * 81},
            {"email": "e" * 300 + "@example.test"},
        ],
    )  # fmt: skip
    def test_what_does_not_fit_is_said_beside_its_field(
        self, client: Browser, fields: dict[str, str]
    ) -> None:
        page = post(client, an_event(), **fields)
        assert page.status == 422
        assert page.errors.get(next(iter(fields))) or page.all("fieldset .error")
        assert bookings() == []

    @pytest.mark.parametrize(
        "body",
        [
            b"\xff\xfe=\xff&name=%ff%fe&email=%00@%ed%a0%80.test&party_size=%f0%28%8c%28",
            b"name[]=a&name[]=b&party_size[]=1&email[x]=y",
            b"name=a&name=b&email=x&email=y&party_size=1&party_size=2",
            b"",
            b"%",
            b"&&&&====",
        ],
    )
    def test_whatever_is_posted_is_answered_in_plain_words(self, client: Browser, body: bytes) -> None:
        event = an_event()
        kind = "application/x-www-form-urlencoded"
        page = client.send("POST", f"/events/{event.slug}/rsvp", data=body, content_type=kind)
        assert page.status == 422
        assert bookings() == []

    @pytest.mark.parametrize("body", [b"[1, 2]", b'{"name": {"a": 1}}', b"{", b"null", b'"x"'])
    def test_json_is_no_form(self, client: Browser, body: bytes) -> None:
        page = client.send(
            "POST", f"/events/{an_event().slug}/rsvp", data=body, content_type="application/json"
        )
        assert page.status == 422

    def test_a_file_is_no_name(self, client: Browser) -> None:
        data = {"name": (b"x", "name.txt"), "email": (b"y", "e.txt")}
        files = {field: (io.BytesIO(what), name) for field, (what, name) in data.items()}
        page = client.send("POST", f"/events/{an_event().slug}/rsvp", data=files)
        assert page.status == 422

    @pytest.mark.parametrize("slug", ["no-such", "UPPER", "%00", "%ff", "a" * 300, "..%2f..", "'--"])
    def test_an_unknown_address_is_404(self, client: Browser, slug: str) -> None:
        assert client.get(f"/events/{slug}").status == 404
        assert client.get(f"/events/{slug}.ics").status == 404
        assert client.post(f"/events/{slug}/rsvp", follow=False).status == 404

    def test_who_proves_nothing_writes_nothing(self, client: Browser) -> None:
        page = post(client, an_event(), proved=False)
        assert page.status == 422
        assert bookings() == []
