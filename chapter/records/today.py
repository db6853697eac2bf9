"""The viewer's tasks."""

from collections.abc import Iterator
from datetime import datetime

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.people import queries
from chapter.settings import queries as settings
from chapter.today_sources import WaitingItem, WaitingSource

TASKS_SHOWN = 12


def _tasks(viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    today = now.astimezone(settings.current().zone_info).date()
    for task in db.session.scalars(queries.open_tasks_of(viewer.person).limit(TASKS_SHOWN)):
        yield WaitingItem(template="records/office/_today.html", data={"task": task, "today_is": today})


SOURCES = (WaitingSource(_tasks, "", 80),)
