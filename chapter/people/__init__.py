"""People: one Person for everybody the chapter knows; what each tells, and what the office notes.

A *relation* is what two people are to each other. Who may see whom is asked in visibility.py; what a typed
name is worth, in verification.py. Who may sign in is known above (chapter.accounts).
"""

from flask import Flask

from chapter import restrictions
from chapter.people import newcomers, person_restrictions, visibility
from chapter.web import visibility_version


def register(app: Flask) -> None:
    """Say who is reached by nothing, who is new, and what decides who sees whom."""
    restrictions.register(app, person_restrictions.ERASED, person_restrictions.DECEASED)
    newcomers.register(app, newcomers.WORKS_HERE)
    visibility_version.track_changes(app, *visibility.DECIDED_BY)
