"""What is done with people's records on demand, some at a time."""

from chapter import db
from chapter.people.rules import search_index


def rebuild_search_index() -> int:
    """Write anew what everybody is found by, some people at a time; how many have a profile."""
    last, many = 0, 0
    while ids := search_index.next_person_ids(last):
        with db.writing():
            search_index.reindex(ids)
        last, many = ids[-1], many + len(ids)
    return many
