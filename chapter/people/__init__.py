"""People: one Person for everybody the chapter knows, and an Account for those who sign in.

A *role* says what a person does for the chapter; a *circle* is who may open a page.
"""

from flask import Flask

from chapter.people import sessions
from chapter.web import access


def register(app: Flask) -> None:
    """Say who is asking, and open the pages of people."""
    access.find_viewer_by(app, sessions.find_viewer)
