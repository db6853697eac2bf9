"""Who may see what of a person: one rule, asked by every place that shows her.

The source is shared by the directory, her card, search, facets, files and mails: whatever shows a person to
somebody else asks ``may_see`` or the same rule in SQL, and nothing else.
"""

from chapter.people.models.profile import FIELDS, Profile

VIEWERS = ("visitor", "member", "sharing")
"""Kinds of viewer, the farthest first: anybody, a member, a member who shares something with her."""

_WIDE_ENOUGH = {
    "visitor": ("public",),
    "member": ("public", "members"),
    "sharing": ("public", "members", "shared"),
}


def audiences_of(viewer: str) -> tuple[str, ...]:
    """The audiences that ``viewer``, a kind of ``VIEWERS``, belongs to. Raises KeyError for another."""
    return _WIDE_ENOUGH[viewer]


def may_see(profile: Profile, field: str, viewer: str) -> bool:
    """Whether ``viewer`` may see that field. Who may not see her name sees nothing of her."""
    wide = audiences_of(viewer)
    return profile.audience("name") in wide and profile.audience(field) in wide


def visible(profile: Profile, viewer: str) -> frozenset[str]:
    """The fields that ``viewer`` may see."""
    return frozenset(field for field in FIELDS if may_see(profile, field, viewer))
