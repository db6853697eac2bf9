"""Records: the office's memory of people. Lists as sentences, notes, tags, tasks, and each one's story.

What is kept stands in people (models/desk.py); this room reads beside it what events, membership and mail
know, and so lies above them.
"""

from flask import Flask

from chapter.people import panels
from chapter.records.views import desk
from chapter.web import navigation


def register(app: Flask) -> None:
    """Open the pages, and show notes, tags, tasks and the story on a person's page."""
    app.register_blueprint(desk.bp)
    panels.register(app, panels.Panel("records/office/_panel.html", desk.panel))
    navigation.add(app, "office", "People", "records.index", order=30)
