"""Records: the office's memory of people. Lists as sentences, notes, tags, tasks, and each one's story.

Notes, tags and tasks stand in people (models/notes.py); this package reads beside them what events,
membership and mail know, and so lies above them.
"""

from flask import Flask

from chapter.mail import kinds
from chapter.people import panels
from chapter.records import emails
from chapter.records.views import office
from chapter.records.views.office import departures, notes
from chapter.web import navigation


def register(app: Flask) -> None:
    """Register the pages, and show notes, tags, tasks and the story on a person's page."""
    kinds.register(app, emails.KINDS)
    app.register_blueprint(office.bp)
    panels.register(app, panels.Panel("records/office/_left.html", departures.banner, first=True))
    panels.register(app, panels.Panel("records/office/_panel.html", notes.panel))
    panels.register(app, panels.Panel("records/office/_leaving.html", departures.panel))
    navigation.add_entry(app, "office", "People", "records_office.people_list", order=30)
