"""A full house: she waits as a party, sees her place, becomes fewer, leaves the line."""

from tests.e2e.site import Site, an_address
from tests.e2e.visitor import Visitor


def test_a_party_of_three_waits_shrinks_and_leaves(visitor: Visitor, site: Site) -> None:
    email = an_address("maren")
    visitor.open("/events/full-house")
    visitor.reads("All 36 seats are taken.", "Your whole party waits together")
    visitor.healthy("full-house")
    visitor.type(Your_name="Maren Holt", Email=email, How_many="3")
    visitor.press("Join the waitlist")
    place = visitor.page.get_by_role("heading", level=1).inner_text().replace("\n", " ")
    assert place.startswith("You’re ")
    assert place.endswith(" on the waitlist")
    visitor.reads("Your party of three is ")
    visitor.healthy("waiting")
    assert "All seats are taken right now. Your party of three is" in " ".join(
        site.mail(email, "You’re on the waitlist")["text"].split()
    )

    visitor.type(How_many="2")
    visitor.press("Save")
    visitor.reads("Your party is now two. You keep your place on the waitlist.")
    visitor.headline(place)
    site.mail(email, "Your party was three and is now two.")

    visitor.unfold("Leave the waitlist")
    visitor.press("Leave the waitlist")
    visitor.headline("You’ve left the waitlist")
    visitor.healthy("left-the-line")
    site.mail(email, "You’ve left the waitlist.")
