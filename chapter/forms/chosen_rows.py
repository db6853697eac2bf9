"""Rows of a list that are chosen by their boxes, and an act for all of them.

``components/chosen-rows.html`` shows the boxes and the acts. All is done, or nothing: a row that is refused
says why beside its box, and what was chosen stays chosen.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import request
from sqlalchemy import Select, SQLColumnExpression
from wtforms import Field, SelectMultipleField, ValidationError

from chapter import db
from chapter.forms.fields import Form
from chapter.refusal import Refused, RowsRefused


class ChosenForm(Form):
    """``chosen``: the public ids of the rows. ``refusals``: why a row was refused, by its public id."""

    MOST: ClassVar[int] = 25
    """How many at once: an act stays below the number of statements that a press may have."""

    chosen = SelectMultipleField("Chosen", validate_choice=False)
    refusals: Mapping[str, str] = {}

    def validate_chosen(self, field: Field) -> None:
        """Require at least one, and not too many."""
        if not field.data:
            raise ValidationError("Choose at least one.")
        if len(field.data) > self.MOST:
            raise ValidationError(f"Choose {self.MOST} or fewer at a time.")

    def show_error(self, refused: Refused) -> None:
        """Show a refusal beside the rows it concerns, and above the list."""
        super().show_error(refused)
        if isinstance(refused, RowsRefused):
            self.refusals = refused.refusals

    def numbers(
        self, statement: Select[Any], number: SQLColumnExpression[int], public_id: SQLColumnExpression[str]
    ) -> list[int]:
        """The numbers of the chosen rows among those of ``statement``, which is what this viewer may see;
        others are left out."""
        seen = statement.where(public_id.in_(self.chosen.data or [])).order_by(None)
        return list(db.session.scalars(seen.with_only_columns(number)))

    def has(self, public_id: str) -> bool:
        """Whether this row is chosen: by its box, or by “Choose all” (``?choose=all``)."""
        return public_id in (self.chosen.data or []) or request.args.get("choose") == "all"
