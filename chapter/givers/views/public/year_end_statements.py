"""/give/statement: what a person gave in a year, to read, to print and as a PDF."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db
from chapter.documents import pdf
from chapter.givers import year_end_statements
from chapter.givers.views.public import bp
from chapter.givers.year_end_statements import YearEndStatement
from chapter.people.models import Person
from chapter.security import signed_links
from chapter.settings import queries as settings
from chapter.web.access import allow, everyone
from chapter.web.files import private_file, private_response


@bp.get("/statement/<int(min=2000,max=2100):year>/<token>")
@allow(everyone)
def statement(year: int, token: str) -> ResponseReturnValue:
    """Show a year-end statement; whoever holds its link may see it."""
    found = _statement(year, token)
    return private_response(render_template("givers/public/statement.html", found=found, token=token))


@bp.get("/statement/<int(min=2000,max=2100):year>/<token>.pdf")
@allow(everyone)
def statement_file(year: int, token: str) -> ResponseReturnValue:
    """Download the statement as a PDF."""
    made_of = statement_sheet(_statement(year, token))
    db.end_reading()
    return private_file(pdf.render_pdf("receipt", made_of), pdf.CONTENT_TYPE, f"gifts-{year}.pdf")


def _statement(year: int, token: str) -> YearEndStatement:
    purpose = f"{year_end_statements.LINK_PURPOSE} {year}"
    person = signed_links.record_or_404(token, purpose, select(Person).where(Person.erased_at.is_(None)))
    return year_end_statements.statement_of(person, year)


def statement_sheet(found: YearEndStatement) -> dict[str, object]:
    """What the PDF of a statement shows."""
    chapter = settings.current()
    return {
        "title": f"Gifts in {found.year}",
        "receiver": chapter.legal_name or chapter.name,
        "address": chapter.address,
        "dated": f"From January 1 to December 31, {found.year}",
        "payer": found.person.name,
        "lines": found.rows,
        "total_words": "Total",
        "total": found.total,
        "mark": "SAMPLE" if chapter.sample else "",
        "sentences": found.sentences,
        "foot": f"EIN {chapter.ein}" if chapter.ein else "",
    }
