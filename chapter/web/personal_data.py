"""What the tables of the pages in general hold of a person: nothing."""

from chapter.personal_data.declarations import NotPersonal
from chapter.web.models import OldAddress, VisibilityVersion

TABLES = (
    NotPersonal(OldAddress, reason="where a page of the chapter's own used to be"),
    NotPersonal(VisibilityVersion, reason="one number"),
)
