"""The mailed link that opens what is kept."""

from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.people.models import OneUseLink
from chapter.web import links


def link_of(token: str, purpose: str, now: datetime) -> OneUseLink | None:
    """The mailed link that ``token`` names, while it works."""
    public_id = links.public_id_in(token)
    if public_id is None or not links.proves(token, purpose, public_id):
        return None
    found = db.first(
        select(OneUseLink).where(OneUseLink.public_id == public_id, OneUseLink.purpose == purpose)
    )
    return found if found is not None and found.works(now) else None
