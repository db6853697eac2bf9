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
    return counter.words if counter else "checked off by staff"


LOGGED = (
    LogVerbs(Person, {"ticked": "checked off a requirement for", "unticked": "undid a requirement for"}),
    LogKind(
        Level,
        {
            "wrote level": "added the level",
            "changed level": "edited the level",
            "switched level": "edited who can join the level",
            "asked for": "added a requirement to the level",
            "asks no more for": "removed a requirement from the level",
        },
        {
            "slug": Field("Web address"),
            "months": Field("Months"),
            "turns_month": Field("Year starts in month"),
            "turns_day": Field("Year starts on day"),
            "period_kind": one_of(PERIODS, "Term"),
            "bundle_kind": one_of(BUNDLES, "For"),
            "bundle_most": Field("Most people"),
            "early_days": Field("Last days of the year that include the next"),
            "grace_days": Field("Days of grace period"),
            "staff_approves": Field("We review each application"),
            "opens_directory": Field("Includes the directory"),
            "opens_events": Field("Includes members’ events"),
            "open": Field("Open to the public"),
            "offered": Field("Open to new members"),
            "counter": Field("Checked off by", _counter),
        },
        label="Levels",
        names=names_from(select(Level.id, Level.name, Level.slug), _level),
    ),
)
