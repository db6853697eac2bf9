"""Logging that somebody of the office looks at a person's record, or at something private about them, for
that person to see.

Each page of the office that shows one person (their record, needs, gifts, hours, a mail, a check, an
application, a booking) calls ``log_view``; a test opens every page of the office and finds the one that
forgets.
"""

from chapter.gateways import clock
from chapter.people.rules import profile_views
from chapter.web.access import current_user
from chapter.web.deferred_writes import write_after_response


def log_view(person_id: int | None) -> None:
    """Record, after the response, that the viewer opened this person's record; None: nobody whom we know, so
    nothing is recorded."""
    now = clock.now()
    if person_id is not None and current_user.is_authenticated:
        by = int(current_user.account.person_id)
        write_after_response(lambda: profile_views.record_view(person_id, by, now=now))
