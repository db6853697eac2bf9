"""What the log says of levels and of what they ask."""

from flask import url_for
from sqlalchemy import select

from chapter.audit.log_fields import Field, one_of
from chapter.audit.log_kinds import LogKind, LogVerbs, RecordName, names_from
from chapter.levels import counters
from chapter.levels.models import BUNDLES, Level
from chapter.levels.periods import PERIODS
from chapter.people.models import Person


def _level(name: str, slug: str) -> RecordName:
    return RecordName(name, url_for("membership_office.show_level", slug=slug))


def _counter(name: str) -> str:
    counter = counters.registered_counters().get(name)
    return counter.words if counter else "ticked by staff"


LOGGED = (
    LogVerbs(Person, {"ticked": "ticked a requirement for", "unticked": "unticked a requirement for"}),
    LogKind(
        Level,
        {
            "wrote level": "added the level",
            "changed level": "changed the level",
            "switched level": "changed who may join at the level",
            "asked for": "added a requirement to the level",
            "asks no more for": "took a requirement from the level",
        },
        {
            "slug": Field("Address of the page"),
            "months": Field("Months of a term"),
            "turns_month": Field("Year turns in month"),
            "turns_day": Field("Year turns on day"),
            "period_kind": one_of(PERIODS, "Term"),
            "bundle_kind": one_of(BUNDLES, "For"),
            "bundle_most": Field("People at most"),
            "early_days": Field("Days before the end to renew"),
            "grace_days": Field("Days of grace"),
            "staff_approves": Field("Staff approve"),
            "opens_directory": Field("Opens the directory"),
            "opens_events": Field("Opens members’ events"),
            "open": Field("Open to the public"),
            "offered": Field("Offered to anybody new"),
            "counter": Field("Counted by", _counter),
        },
        label="Levels",
        names=names_from(select(Level.id, Level.name, Level.slug), _level),
    ),
)
