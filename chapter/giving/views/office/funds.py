"""/office/giving/funds: what came in for each fund, in a period that the treasurer chooses."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from chapter import db, money
from chapter.accounts.viewer import treasurers
from chapter.documents import csv_files
from chapter.gateways import clock
from chapter.giving import fund_totals, queries, words
from chapter.giving.fund_totals import FundRow, TimeSpan, Totals
from chapter.giving.views.office import bp
from chapter.settings import queries as settings
from chapter.web.access import allow
from chapter.web.dates import parse_date

Days = tuple[date, date]


@bp.get("/funds")
@allow(treasurers)
def by_fund() -> ResponseReturnValue:
    """Show the sums by fund, of this year so far unless other days are asked for."""
    days = _days(request.args)
    rows = _rows(days)
    return render_template(
        "giving/office/funds.html",
        rows=rows,
        whole=fund_totals.totals_by_currency(rows),
        days=days,
        words=words,
    )


@bp.get("/funds.csv")
@allow(treasurers)
def by_fund_file() -> ResponseReturnValue:
    """Download the sums by fund as a CSV: no names in it."""
    first, last = days = _days(request.args)
    lines = csv_files.rows_as_csv(fund_totals.HEAD, _lines(_rows(days)))
    disposition = f'attachment; filename="funds-{first.isoformat()}-{last.isoformat()}.csv"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return Response("".join(lines), content_type=csv_files.CONTENT_TYPE, headers=headers)


def _rows(days: Days) -> list[FundRow]:
    """The funds for which anything came in, or was returned."""
    zone = settings.current().zone_info
    since, until = (datetime.combine(day, time(), zone) for day in (days[0], days[1] + timedelta(days=1)))
    drives = list(db.session.scalars(queries.all_drives()))
    span = TimeSpan(since.astimezone(UTC), until.astimezone(UTC))
    return [row for row in fund_totals.totals_by_fund(drives, span) if row.sums != Totals()]


def _lines(rows: list[FundRow]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield row.drive.title, row.name, *_cells(row.sums, row.drive.currency)
    for currency, sums in fund_totals.totals_by_currency(rows).items():
        yield "Sum", "", *_cells(sums, currency)


def _cells(sums: Totals, currency: str) -> tuple[object, ...]:
    cents = (
        sums.received_cents, sums.cover_cents, sums.returned_cents, sums.retained_cents,
        sums.fees_cents, sums.after_fees_cents
    )  # fmt: skip
    return sums.gifts, *(money.plain(one, currency) for one in cents), currency.upper()


def _days(args: Mapping[str, str]) -> Days:
    """The period in the query, both days included; invalid values are ignored."""
    today = clock.now().astimezone(settings.current().zone_info).date()
    first = parse_date(args.get("from", "")) or today.replace(month=1, day=1)
    last = parse_date(args.get("to", "")) or max(first, today)
    return min(first, last), max(first, last)
