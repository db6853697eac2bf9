"""Records: the office's pages about people: lists of them, notes, tags, tasks, and each person's timeline.

Notes, tags and tasks are in people (models/notes.py); this package also reads events, membership and mail,
and so is above them.
"""

from flask import Flask

from chapter import glossary_terms, today_sources
from chapter.mail import kinds
from chapter.people import panels
from chapter.records import emails, glossary, today
from chapter.records.views import office
from chapter.records.views.office import departures, notes
from chapter.web import navigation


def register(app: Flask) -> None:
    """Register the pages, and the panels on a person's page: departure, notes, tags, tasks and timeline."""
    today_sources.register(app, *today.SOURCES)
    glossary_terms.register(app, *glossary.TERMS)
    kinds.register(app, emails.KINDS)
    app.register_blueprint(office.bp)
    panels.register(app, panels.Panel("records/office/_left.html", departures.banner, first=True))
    panels.register(app, panels.Panel("records/office/_panel.html", notes.panel))
    panels.register(app, panels.Panel("records/office/_leaving.html", departures.panel))
    navigation.add_entry(app, "office", "People", "records_office.people_list", order=30, place="People")
