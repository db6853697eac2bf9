"""The door's pages on a phone: for those who signed in, by the event's slug, and for helpers, who need no
account, by their link."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chapter.checkin import screens
from chapter.checkin.screens import Door
from chapter.checkin.views.door.headers import set_door_headers
from chapter.events.circles import event_staff
from chapter.web.access import allow, everyone
from chapter.web.answers import Answer

Page = Callable[..., ResponseReturnValue]
"""A view of the door: its first argument is the Door, the others are those of its address."""

door = Blueprint("door", __name__, url_prefix="/door")
door_by_link = Blueprint("door_by_link", __name__, url_prefix="/door/t")
door.after_request(set_door_headers)
door_by_link.after_request(set_door_headers)


def door_page(
    rule: str, method: str = "GET", *, late: bool = False, answer: Answer | None = None
) -> Callable[[Page], Page]:
    """Add a page to both blueprints, under the name of its function. ``rule`` begins with ``/<key>``: the
    event's slug, or the link's token. ``late``: the link opens the page for half a day after it has ended,
    too. ``answer``: as of ``@allow``."""
    by_link = screens.door_of_helper_late if late else screens.door_of_helper

    def add(page: Page) -> Page:
        own_view, link_view = _with_door(page, screens.door_of_viewer), _with_door(page, by_link)
        door.route(rule, methods=[method])(allow(event_staff, answer=answer)(own_view))
        door_by_link.route(rule, methods=[method])(allow(everyone, answer=answer)(link_view))
        return page

    return add


def _with_door(page: Page, find_door: Callable[[str], Door]) -> Page:
    """The view that finds its door by ``key`` and passes it to ``page``."""

    @wraps(page)
    def view(key: str, **more: str) -> ResponseReturnValue:
        return page(find_door(key), **more)

    return view


from chapter.checkin.views.door import guests, overview, phones, shifts  # the pages add their routes
