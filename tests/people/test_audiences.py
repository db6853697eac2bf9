"""Who may see what of a person, field by field, and for each kind of viewer."""

from datetime import datetime

import pytest

from chapter.people import visibility
from chapter.people.models import Person
from chapter.people.models.profile import AUDIENCES, FIELDS, Profile
from tests.factories import TODAY

SEES = {
    ("nobody", "visitor"): False,
    ("nobody", "member"): False,
    ("nobody", "sharing"): False,
    ("shared", "visitor"): False,
    ("shared", "member"): False,
    ("shared", "sharing"): True,
    ("members", "visitor"): False,
    ("members", "member"): True,
    ("members", "sharing"): True,
    ("public", "visitor"): True,
    ("public", "member"): True,
    ("public", "sharing"): True,
}


def a_profile(audiences: dict[str, str], hidden_at: datetime | None = None) -> Profile:
    return Profile(person=Person(name="Priya"), audiences=audiences, hidden_at=hidden_at)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("viewer", visibility.VIEWERS)
def test_a_field_is_seen_by_its_audience_and_by_nobody_farther(audience: str, viewer: str) -> None:
    profile = a_profile({"name": "public", "phone": audience})
    assert visibility.may_see(profile, "phone", viewer) is SEES[audience, viewer]


@pytest.mark.parametrize("viewer", visibility.VIEWERS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_who_may_not_see_her_name_sees_nothing(audience: str, viewer: str) -> None:
    profile = a_profile({**dict.fromkeys(FIELDS, "public"), "name": audience})
    assert visibility.visible_fields(profile, viewer) == (
        frozenset(FIELDS) if SEES[audience, viewer] else frozenset()
    )


@pytest.mark.parametrize("viewer", visibility.VIEWERS)
def test_one_switch_hides_her_everywhere(viewer: str) -> None:
    profile = a_profile(dict.fromkeys(FIELDS, "public"), hidden_at=TODAY)
    assert visibility.visible_fields(profile, viewer) == frozenset()


@pytest.mark.parametrize("viewer", visibility.VIEWERS)
def test_a_field_that_was_never_opened_is_closed(viewer: str) -> None:
    assert visibility.visible_fields(a_profile({}), viewer) == frozenset()
    assert visibility.visible_fields(a_profile({"name": "public"}), viewer) <= {"name"}
