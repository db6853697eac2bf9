"""The glossary of the office: each package says what its words mean, and ``/office/help`` gathers them."""

import re
from dataclasses import dataclass

from flask import Flask, current_app, url_for

EXTENSION = "glossary.terms"
SUBJECTS = ("Events", "Door", "Members", "Volunteers", "Giving", "People", "Mail", "Office")
"""The headings of the glossary, in the order in which they stand."""


@dataclass(frozen=True)
class GlossaryTerm:
    """``name`` as the pages have it, and ``meaning`` in one or two plain sentences. ``subject`` is the
    heading that it stands under, one of SUBJECTS."""

    name: str
    meaning: str
    subject: str

    def __post_init__(self) -> None:
        if self.subject not in SUBJECTS:
            raise ValueError(f"{self.name}: the glossary has no subject {self.subject}")

    @property
    def anchor(self) -> str:
        """The id of its line on the page of the glossary."""
        return "term-" + re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


def register(app: Flask, *terms: GlossaryTerm) -> None:
    """Add these terms. Raises ValueError for a name that the glossary has already."""
    known: dict[str, GlossaryTerm] = app.extensions.setdefault(EXTENSION, {})
    for term in terms:
        if term.anchor in known:
            raise ValueError(f"The glossary says twice what {term.name} is.")
        known[term.anchor] = term


def terms_by_subject() -> list[tuple[str, list[GlossaryTerm]]]:
    """Every term by name, under the subjects that have any."""
    known: dict[str, GlossaryTerm] = current_app.extensions.get(EXTENSION, {})
    ordered = sorted(known.values(), key=lambda term: term.name.casefold())
    found = [(subject, [term for term in ordered if term.subject == subject]) for subject in SUBJECTS]
    return [(subject, terms) for subject, terms in found if terms]


def help_url(name: str = "") -> str:
    """The address of the glossary, or of the line that says what ``name`` is. Raises KeyError for a term that
    there is not."""
    if not name:
        return url_for("office.help_page")
    known: dict[str, GlossaryTerm] = current_app.extensions.get(EXTENSION, {})
    term = known[GlossaryTerm(name, "", SUBJECTS[0]).anchor]
    return url_for("office.help_page", _anchor=term.anchor)
