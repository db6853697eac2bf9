"""/office/giving/funds: what came in for each fund, in a period that the treasurer chooses."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

from flask import render_template, request
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import treasurers
from chapter.exports.tables import FORMATS
from chapter.gateways import clock
from chapter.giving import fund_export, fund_totals, queries, words
from chapter.giving.fund_totals import FundRow, TimeSpan, Totals
from chapter.giving.views.office import bp
from chapter.settings import queries as settings
from chapter.web.access import allow
from chapter.web.dates import parse_date
from chapter.web.files import private_file

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


@bp.get("/funds.csv", defaults={"ending": "csv"})
@bp.get("/funds.xlsx", defaults={"ending": "xlsx"})
@allow(treasurers)
def by_fund_file(ending: str) -> ResponseReturnValue:
    """Download the sums by fund, as CSV or for Excel: no names in it."""
    first, last = days = _days(request.args)
    file = BytesIO()
    fund_export.fund_table(_rows(days)).write(file, ending)
    name = f"funds-{first.isoformat()}-{last.isoformat()}.{ending}"
    return private_file(file.getvalue(), FORMATS[ending].content_type, name)


def _rows(days: Days) -> list[FundRow]:
    """The funds for which anything came in, or was returned."""
    zone = settings.current().zone_info
    since, until = (datetime.combine(day, time(), zone) for day in (days[0], days[1] + timedelta(days=1)))
    drives = list(db.session.scalars(queries.all_drives()))
    span = TimeSpan(since.astimezone(UTC), until.astimezone(UTC))
    return [row for row in fund_totals.totals_by_fund(drives, span) if row.sums != Totals()]


def _days(args: Mapping[str, str]) -> Days:
    """The period in the query, both days included; invalid values are ignored."""
    today = clock.now().astimezone(settings.current().zone_info).date()
    first = parse_date(args.get("from", "")) or today.replace(month=1, day=1)
    last = parse_date(args.get("to", "")) or max(first, today)
    return min(first, last), max(first, last)
