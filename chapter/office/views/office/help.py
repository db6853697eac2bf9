"""/office/help: what the words of the office mean, from the glossary of each package."""

from flask import render_template
from flask.typing import ResponseReturnValue

from chapter import glossary_terms
from chapter.accounts.viewer import staff
from chapter.office.views.office import bp
from chapter.web.access import allow


@bp.get("/help")
@allow(staff)
def help_page() -> ResponseReturnValue:
    """Every word of the glossary, by subject."""
    return render_template("office/office/help.html", subjects=glossary_terms.terms_by_subject())
