"""Records: the office's memory of people. Lists as sentences, notes, tags, tasks, and each one's story.

What is kept stands in people (models/desk.py); this room reads beside it what events, membership and mail
know, and so lies above them.
"""

from flask import Flask

from chapter.mail import kinds
from chapter.people import panels
from chapter.records import emails
from chapter.records.views import desk, leaving
from chapter.web import navigation


def register(app: Flask) -> None:
    """Open the pages, and show notes, tags, tasks and the story on a person's page."""
    kinds.register(app, emails.KINDS)
    app.register_blueprint(leaving.bp)  # and with it those of people.py and desk.py
    panels.register(app, panels.Panel("records/office/_left.html", leaving.banner, first=True))
    panels.register(app, panels.Panel("records/office/_panel.html", desk.panel))
    panels.register(app, panels.Panel("records/office/_leaving.html", leaving.panel))
    navigation.add_entry(app, "office", "People", "records.index", order=30)
