"""Every template is used: by the code, by another template, or as a mail's."""

import re

from tests.house_rules import ROOT

TEMPLATES = ("chapter/templates", "demo/templates")
CODE = ("chapter", "demo")


def unused(templates: dict[str, str], code: str) -> list[str]:
    """The templates that neither the code nor another template names."""
    named = set(re.findall(r"[\"']([\w/.-]+\.(?:html|txt|xml))[\"']", code + "".join(templates.values())))
    return sorted(path for path in templates if path not in named and not _mailed(path, code))


def _mailed(path: str, code: str) -> bool:
    """Whether the code names the mail: ``events.seated``, or ``seated`` in that domain's emails.py."""
    parts = path.removesuffix(".txt").split("/")
    return parts[0] == "emails" and len(parts) == 3 and f'"{parts[2]}"' in code.replace(f"{parts[1]}.", "")


def test_every_template_is_used() -> None:
    templates = {
        path.relative_to(ROOT / folder).as_posix(): path.read_text()
        for folder in TEMPLATES
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    code = "".join(path.read_text() for folder in CODE for path in (ROOT / folder).rglob("*.py"))
    assert "\n".join(unused(templates, code)) == ""


def test_a_template_that_nobody_uses_is_seen() -> None:
    templates = {
        "a/used.html": "",
        "a/lost.html": "",
        "emails/events/seated.txt": "",
        "emails/events/lost.txt": "",
    }
    assert unused(templates, 'render("a/used.html"); write("events.seated")') == [
        "a/lost.html",
        "emails/events/lost.txt",
    ]
