"""Addresses of opportunities, and the words that the pages of volunteering need themselves."""

from chapter.shifts.models import Opportunity
from chapter.web import record_redirects

SLUGS = record_redirects.SluggedKind(
    Opportunity,
    "opportunity",
    frozenset(
        {"new", "code", "programs", "mailed", "shift", "people", "hours", "board", "shifts", "signups"}
    ),
)
