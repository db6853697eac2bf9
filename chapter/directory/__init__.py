"""The directory: members find one another by what each chose to show.

A *card* is what one kind of viewer sees of a person, and nothing else of them reaches a page. To *share
something* is to have had seats at one event, to belong to one household or company, or to be related. A
*trait* is what a list is narrowed by. Two people of whom one *blocked* the other meet in no list.
"""

from flask import Flask

from chapter import glossary_terms
from chapter.directory import glossary
from chapter.directory.views import portal, public
from chapter.membership.circles import directory_members
from chapter.web import navigation


def register(app: Flask) -> None:
    """Register the pages of the directory and its menu entry."""
    glossary_terms.register(app, *glossary.TERMS)
    app.register_blueprint(public.bp)
    app.register_blueprint(portal.bp)
    navigation.add_entry(
        app, "site", "Directory", "directory_portal.members", order=30, shown_to=directory_members
    )
