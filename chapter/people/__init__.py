"""People: one Person for everybody the chapter knows; what they say about themselves, and what the office
notes.

A *relation* is what two people are to each other; a *tie* links two who both said that they met. A *block*
is a member's, *do not pair* the office's: whoever brings people together asks `visibility.never_paired`
first. Who may see whom is decided in visibility.py; what a typed name is worth, in verification.py; how names
are compared, in name_matching.py. Who may sign in is in chapter.accounts, above.
"""

from flask import Flask

from chapter import glossary_terms, overview_sources, restrictions
from chapter.audit import log_kinds
from chapter.media import uses
from chapter.people import (
    glossary,
    log_names,
    newcomers,
    overview,
    person_restrictions,
    personal_data,
    pictures,
    salutation,
    timeline,
    timeline_sources,
    visibility,
)
from chapter.personal_data import registry
from chapter.web import visibility_version


def register(app: Flask) -> None:
    """Register who must not be reached, who counts as new, and what decides who sees whom."""
    app.jinja_env.filters["salutation"] = salutation.salutation
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    timeline_sources.register(app, *timeline.SOURCES)
    overview_sources.register(app, *overview.SOURCES)
    restrictions.register(app, person_restrictions.ERASED, person_restrictions.DECEASED)
    uses.register(app, pictures.PHOTO)
    newcomers.register(app, newcomers.WORKS_HERE)
    visibility_version.track_changes(app, *visibility.DECIDED_BY)
