"""An event as search engines read it (schema.org, Event)."""

import json

import pytest
from flask import Flask

from chapter import db
from chapter.bookings import queries
from chapter.events import structured_data
from chapter.events.models import Event
from chapter.settings import queries as settings
from tests.browser import Browser
from tests.factories import a_booking, an_event


def said_of(app: Flask, event: Event) -> dict[str, object]:
    with app.test_request_context():
        seating = queries.occupancy_by_event([event])[event.id]
        return structured_data.linked_data(event, seating, settings.current())


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        (
            "1210 W Wilson Ave, Chicago, IL 60640",
            {
                "streetAddress": "1210 W Wilson Ave", "addressLocality": "Chicago", "addressRegion": "IL",
                "postalCode": "60640", "addressCountry": "US",
            },
        ),
        (
            "Suite 3, 5 Lake St, Oak Park, IL 60301-1234, USA",
            {
                "streetAddress": "Suite 3, 5 Lake St", "addressLocality": "Oak Park", "addressRegion": "IL",
                "postalCode": "60301-1234", "addressCountry": "US",
            },
        ),
        (
            "5 Lake St, Oak Park, IL",
            {
                "streetAddress": "5 Lake St", "addressLocality": "Oak Park", "addressRegion": "IL",
                "addressCountry": "US",
            },
        ),
        ("The back room,\n upstairs", {"streetAddress": "The back room, upstairs"}),
        ("Lange Straße 3, 30159 Hannover", {"streetAddress": "Lange Straße 3, 30159 Hannover"}),
    ],
)  # fmt: skip
def test_an_address_is_said_by_its_parts(written: str, parts: dict[str, str]) -> None:
    assert structured_data.postal_address(written) == {"@type": "PostalAddress", **parts}


def test_an_event_has_a_picture_a_place_and_what_a_seat_costs(app: Flask, client: Browser) -> None:
    event = an_event(slug="supper", place="Hall", address="5 Lake St, Oak Park, IL 60301", capacity=2)
    data = said_of(app, event)
    pictures = data["image"]
    assert isinstance(pictures, list)
    picture = str(pictures[0]).removeprefix("http://chapter.test")
    assert client.get(picture).headers["Content-Type"] == "image/png"
    assert data["location"] == {
        "@type": "Place", "name": "Hall",
        "address": structured_data.postal_address("5 Lake St, Oak Park, IL 60301"),
    }  # fmt: skip
    offer = data["offers"]
    assert isinstance(offer, dict)
    assert (offer["price"], offer["priceCurrency"]) == ("0", "USD")
    assert offer["availability"] == "https://schema.org/InStock"
    a_booking(event, of=2)
    full = said_of(app, db.session.get_one(Event, event.id))["offers"]
    assert isinstance(full, dict)
    assert full["availability"] == "https://schema.org/SoldOut"


def test_what_the_page_holds_is_json(client: Browser) -> None:
    event = an_event("A </script> of soup")
    held = client.get(f"/events/{event.slug}").soup.find("script", type="application/ld+json")
    assert held is not None
    assert json.loads(held.get_text())["name"] == "A </script> of soup"
