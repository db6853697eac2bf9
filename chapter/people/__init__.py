"""People: one Person for everybody the chapter knows, and an Account for those who sign in.

A *role* says what a person does for the chapter; a *circle* is who may open a page. A *one-use link* is
mailed, opens a page, and acts once when its button is pressed. A *second factor* is what she carries beside
her password: an app for one-time codes, or a passkey; *recovery codes* are for when it is lost.
"""

from flask import Flask

from chapter import reach
from chapter.mail import kinds
from chapter.people import emails, newcomers, places, sessions, sight, stops
from chapter.people.viewer import strangers
from chapter.people.views import again, factors, office_relations, portal, public, second
from chapter.web import access, navigation, visibility_version

__all__ = ["register"]


def register(app: Flask) -> None:
    """Say who is asking, and open the pages of people."""
    access.set_viewer_loader(app, sessions.find_viewer)
    reach.register(app, stops.ERASED, stops.DECEASED)
    newcomers.register(app, newcomers.WORKS_HERE)
    visibility_version.track_changes(app, *sight.DECIDED_BY)
    kinds.register(app, emails.KINDS)
    places.register(app)
    # office_relations holds those of views/office.py, too
    for views in (public, second, portal, again, factors, office_relations):
        app.register_blueprint(views.bp)
    navigation.add_entry(app, "her", "My account", "account.show", order=20)
    navigation.add_entry(app, "site", "Sign in", "people.signin", order=90, shown_to=strangers)
