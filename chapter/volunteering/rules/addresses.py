"""Addresses of opportunities, and the words that the pages of volunteering need themselves."""

from chapter.volunteering.models import Opportunity
from chapter.web import moved

KIND = moved.Kind(
    Opportunity,
    "opportunity",
    frozenset(
        {"new", "code", "programs", "mailed", "shift", "people", "hours", "board", "shifts", "signups"}
    ),
)
