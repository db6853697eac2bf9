"""What is told once for each year that is over: statements, letters. Asked for by one press, and held like
all that goes to many."""

from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts.rules import holds
from chapter.refusal import Refused
from chapter.settings import queries as settings


def require_year_over(year: int, why: str, *, now: datetime) -> None:
    """Raises Refused, with ``why`` after it, while ``year`` is not over on the chapter's calendar."""
    if year >= now.astimezone(settings.current().zone_info).year:
        raise Refused(f"{year} is not over yet. {why}", "year")


def hold_for_year(kind: str, year: int, verb: str, *, by: Actor, now: datetime) -> int:
    """Hold what is told of ``year`` in this ``kind`` of telling, for everybody who has none yet; ``verb`` is
    what the log says. How many; none when they are held already."""
    chapter = settings.current()
    if holds.is_held(kind, chapter, str(year)):
        return 0
    change = holds.Change(chapter, words={"year": year})
    (said,) = holds.hold(kind, [change], by=by, now=now, key=str(year))
    audit.record(verb, chapter, by=by, now=now, after={"year": year})
    many = kinds.count_recipients(said)
    if not many:
        db.session.delete(said)
    return many
