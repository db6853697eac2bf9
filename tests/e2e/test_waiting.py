"""A full house: she waits as a party, sees her place, becomes fewer, leaves the line."""

from tests.e2e.site import Site, an_address
from tests.e2e.visitor import Visitor


def test_a_party_of_three_waits_shrinks_and_leaves(visitor: Visitor, site: Site) -> None:
    email = an_address("maren")
    visitor.open("/events/full-house")
    visitor.reads("All 36 seats are taken.", "Wait with your whole party.")
    visitor.healthy("full-house")
    visitor.type(Your_name="Maren Holt", E_mail=email, How_many="3")
    visitor.press("Wait for 3 seats")
    place = visitor.page.get_by_role("heading", level=1).inner_text().replace("\n", " ")
    assert place.startswith("You are ")
    assert place.endswith(" in line")
    visitor.reads("For a party of three you are ")
    visitor.healthy("waiting")
    assert "your party waits together" in " ".join(site.mail(email, "You are on the list")["text"].split())

    visitor.type(How_many="2")
    visitor.press("Change it")
    visitor.reads("Your party is two now. You keep your place in line.")
    visitor.headline(place)
    site.mail(email, "Your party was three and is two now.")

    visitor.unfold("Leave the line")
    visitor.press("Leave the line")
    visitor.headline("You have left the line")
    visitor.healthy("left-the-line")
    site.mail(email, "You have left the line.")
