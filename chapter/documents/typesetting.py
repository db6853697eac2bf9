"""Typst with our own fonts, and those that were installed beside them: what sets PDFs and pictures."""

import importlib.util
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES, FONTS = Path(__file__).with_name("sheets"), Path(__file__).with_name("fonts")
OPTIONAL_FONTS = ("justmytype_intl_cjk", "manimgx_fonts")
"""Packages of requirements-fonts.txt: Chinese, Japanese and Korean; emoji and further scripts."""


def typeset(sheet: str, data: Mapping[str, Any], output: str, **options: Any) -> bytes:
    """The sheet, filled with ``data``, as ``output``: ``pdf``, or ``png`` of its one page. 50 to 300 ms: call
    it with no transaction open."""
    return bytes(
        typst.compile(  # type: ignore[call-overload]  # its stubs want each option by name
            str(TEMPLATES / f"{sheet}.typ"),
            root=str(TEMPLATES),
            format=output,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            font_paths=list(font_folders()),
            ignore_system_fonts=True,
            **options,
        )
    )


@cache
def font_folders() -> tuple[str, ...]:
    """Where fonts lie: ours, and the folder of each optional package that is installed."""
    found = (importlib.util.find_spec(name) for name in OPTIONAL_FONTS)
    return (str(FONTS), *(path for spec in found if spec for path in spec.submodule_search_locations or ()))
