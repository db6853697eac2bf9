"""The privacy page names everything that is kept, who answers for it, and who else gets some of it."""

from collections import Counter

import pytest
from flask import Flask

from chapter.personal_data import registry
from chapter.privacy import policy
from chapter.settings import queries as settings
from tests import factories
from tests.browser import Browser


def named(kept: tuple[policy.Kept, ...] = policy.KEPT) -> Counter[str]:
    """How often each table is named."""
    return Counter(table for row in kept for table in row.tables.split())


def test_every_table_that_holds_something_of_a_person_is_named_once(app: Flask) -> None:
    personal = {one.table.name for one in registry.personal_tables()}
    assert set(named()) == personal
    assert [table for table, times in named().items() if times > 1] == []


def test_a_table_that_no_row_names_is_seen(app: Flask) -> None:
    assert "gifts" not in named(tuple(row for row in policy.KEPT if "gifts" not in row.tables))


def test_the_page_says_what_why_and_how_long(client: Browser) -> None:
    page = client.get("/privacy")
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.soup.select("tbody tr")
    ]
    assert len(rows) == len(policy.KEPT) + 1
    assert [row for row in rows if not all(row) or "{" in "".join(row)] == []


TOLD = {
    "Lake Effect NFP decides": {"legal_name": "Lake Effect NFP"},
    "hello@us.test": {"email": "hello@us.test"},
    "1 Sample Street, Chicago": {"address": "1 Sample Street\nChicago"},
    "We never rent lists.": {"privacy_more": "We *never* rent lists."},
}


@pytest.mark.parametrize("said", TOLD)
def test_it_names_who_answers_and_what_the_chapter_adds(client: Browser, said: str) -> None:
    with factories.a_writing():
        for name, value in TOLD[said].items():
            setattr(settings.current(), name, value)
    page = client.get("/privacy")
    assert said in " ".join(page.main.split())


def test_it_names_who_else_gets_some_of_it(client: Browser) -> None:
    page = client.get("/privacy")
    assert "Stripe gets your name, your email and the amount" in " ".join(page.main.split())
    assert "share nothing" not in page.main
