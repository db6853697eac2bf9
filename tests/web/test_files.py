"""A file has its headers from one place: its name in any script, no copy kept, no guessing what it is."""

import io
from urllib.parse import unquote

import pytest
from flask import Flask

from chapter.web import files


def test_an_ascii_name_is_written_as_it_is() -> None:
    assert files.content_disposition("gifts-2026.csv") == 'attachment; filename="gifts-2026.csv"'


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Łucja’s Zoë.pdf", "_ucja_s Zoe.pdf"),
        ("夜.xlsx", "_.xlsx"),
        ('a"b\\c/d%20.csv', "a_b_c_d_20.csv"),
        ("a\r\nSet-Cookie: x.csv", "a__Set-Cookie: x.csv"),
    ],
)
def test_any_other_name_is_written_whole_beside_a_plain_one(name: str, plain: str) -> None:
    header = files.content_disposition(name)
    first, whole = header.split("; ", 2)[1:]
    assert first == f'filename="{plain}"'
    assert whole.startswith("filename*=UTF-8''")
    assert unquote(whole.partition("''")[2]) == name
    assert header.isascii()
    assert not {"\r", "\n"} & set(header)


def test_a_private_file_is_kept_by_nobody_and_is_what_it_says(app: Flask) -> None:
    with app.test_request_context():
        file = files.private_file(b"%PDF", "application/pdf", "receipt.pdf")
    assert file.content_type == "application/pdf"
    assert file.headers["Cache-Control"] == "private, no-store"
    assert file.headers["X-Robots-Tag"] == "noindex"
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_without_a_name_it_is_shown_and_not_saved(app: Flask) -> None:
    with app.test_request_context():
        assert "Content-Disposition" not in files.private_file(b"<svg/>", "image/svg+xml").headers


def test_an_open_file_is_sent_piece_by_piece_and_closed(app: Flask) -> None:
    opened = io.BytesIO(b"x" * 100_000)
    with app.test_request_context():
        response = files.private_file(opened, "text/csv; charset=utf-8", "x.csv")
        assert len(list(response.iter_encoded())) > 1
        response.close()
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert opened.closed


def test_a_public_file_leaves_its_caching_to_the_page_around_it(app: Flask) -> None:
    with app.test_request_context():
        assert "Cache-Control" not in files.public_file(b"BEGIN:VCALENDAR", "text/calendar").headers
        assert files.public_file("x", "text/plain", cache="no-cache").headers["Cache-Control"] == "no-cache"
