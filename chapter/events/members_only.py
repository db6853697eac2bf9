"""What somebody reads who follows a link to a members' event that their level does not open."""

from flask import abort
from sqlalchemy import select

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.events.models import MEMBERS, Event
from chapter.levels import models
from chapter.membership.views import members_only


def abort_if_members_only(slug: str, viewer: Viewer) -> None:
    """Ends the request with what would open it, where the event with this address is for members and
    ``viewer`` signed in; for everybody else it stays as if it were not there, and this does nothing."""
    for_members = select(Event.id).where(
        Event.slug == slug, Event.published_at.is_not(None), Event.visibility == MEMBERS
    )
    if viewer.signed_in and db.first(for_members) is not None:
        abort(members_only.members_only_page(viewer, models.EVENTS))
