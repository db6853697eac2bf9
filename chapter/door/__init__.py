"""The door: one screen on a phone that lets people in, with a signal and without.

A *hand* is whoever stands there: somebody who signed in, or a *helper* by her own link for one event. A
*move* lets some of a party in or takes that back. The page works without JavaScript; with it, the phone keeps
the list, goes on without a signal, and sends its moves when there is one (static/js/apart/door).
"""

from flask import Flask

from chapter.door import screens
from chapter.door.views import by_link, own, worker
from chapter.events.rules import addresses
from chapter.web import navigation, record_redirects


def register(app: Flask) -> None:
    """Open the door's pages: for those who sign in, and for helpers by their links."""
    for bp in (own.bp, by_link.bp, worker.bp):
        app.register_blueprint(bp)
    record_redirects.register_routes(app, addresses.KIND, own.bp.name, argument="key")
    navigation.add_entry(app, "office", "Door", "door.index", order=25)
    app.jinja_env.globals.update(door_address=screens.address, helper_address=screens.address_of)
