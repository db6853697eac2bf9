"""Rules about files that leave: one module sets their headers, one law lets them out."""

import ast
from collections.abc import Iterator

from tests.house_rules import File

FILES_WITHOUT_EXPORT = {
    "chapter/exports/views/export.py": {"_file"},
    "chapter/bookings/views/public/booking.py": {"booking_calendar", "ticket"},
    "chapter/shifts/views/public/own_signup.py": {"signup_calendar", "signup_code"},
    "chapter/portal/views/portal/bookings.py": {"calendar_feed"},
    "chapter/hours/views/portal/hours.py": {"_sheet"},
    "chapter/payments/views/public/receipts.py": {"receipt_file"},
    "chapter/givers/views/public/year_end_statements.py": {"statement_file"},
    "chapter/privacy/views/public/my_data.py": {"download"},
    "chapter/privacy/views/portal/my_data.py": {"download"},
    "chapter/media/responses.py": {"picture_response"},
    "chapter/giving/views/office/funds.py": {"by_fund_file"},
    "chapter/hours/views/office/hours.py": {"report_sheet"},
    "demo/views/public/mailbox.py": {"enclosed"},
}
"""Who makes a private file beside the law of exports, and the law itself: each is about whoever asks alone,
by her session or by a personal link. A photo is part of a page that shows it already; sums by fund and by
program name nobody; the demo's people are invented."""


FILES_MODULE, OUTSIDE_RESPONSES = (
    "chapter/web/files.py",
    {"chapter/mail/mime_parts.py", "chapter/gateways/files/s3.py"},
)
"""Who sets the headers of a file; and the parts of mails and what is put into a
bucket, which have headers of the same names."""

FILE_HEADERS = {"content-disposition", "content-type"}
FILE_WORDS = {"content_type", "mimetype", "direct_passthrough"}


def personal_files_are_exports(file: File) -> Iterator[str]:
    """A view makes no private file by itself: it is an ``@export``, which asks for a press and tells the
    log."""
    for function in file.functions():
        named = function.name in FILES_WITHOUT_EXPORT.get(file.path, set())
        calls = {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
        if not named and any(call.rpartition(".")[2] == "private_file" for call in calls):
            yield f"{function.name}() answers with a private file and is no @export"


def files_leave_by_one_module(file: File) -> Iterator[str]:
    """Responses that are no pages are made in web/files.py, which sets their headers."""
    if file.path == FILES_MODULE or file.path in OUTSIDE_RESPONSES:
        return
    for name, call in file.calls():
        last = name.rpartition(".")[2]
        of_type = last in {"Response", "make_response"} and FILE_WORDS & {one.arg for one in call.keywords}
        if of_type or last in {"send_file", "send_from_directory"}:
            yield f"makes a file response: {last}()"
    for node in ast.walk(file.tree):
        for one in node.targets if isinstance(node, ast.Assign) else ():
            if isinstance(one, ast.Attribute) and one.attr in FILE_WORDS:
                yield f"says what a response is: {ast.unparse(one)}"
        yield from (f"sets a header of files: {header}" for header in _written_headers(node))


def _written_headers(node: ast.AST) -> Iterator[str]:
    """The headers of files among the keys of a dictionary, and what is assigned by its name."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    keys = [one.slice for one in targets if isinstance(one, ast.Subscript)]
    keys += [one for one in node.keys if one] if isinstance(node, ast.Dict) else []
    for one in keys:
        if isinstance(one, ast.Constant) and str(one.value).lower() in FILE_HEADERS:
            yield str(one.value)
