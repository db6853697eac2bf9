"""What a sheet says of itself as it is set, which its picture alone would not tell."""

import json
from typing import Any

import typst

from chapter.documents.typesetting import TEMPLATES, font_folders


def said_by(sheet: str, mark: str, data: dict[str, object]) -> list[dict[str, Any]]:
    """The values that the sheet keeps under a mark such as ``<title>``, in their order."""
    found: Any = typst.query(
        str(TEMPLATES / f"{sheet}.typ"), mark, field="value", root=str(TEMPLATES),
        sys_inputs={"data": json.dumps(data)}, font_paths=list(font_folders()), ignore_system_fonts=True,
    )  # fmt: skip
    said: list[dict[str, Any]] = json.loads(found)
    return said
