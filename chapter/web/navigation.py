"""Menus. Each package adds its entries at assembly; viewers see the entries that they may open."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request, url_for

from chapter.web.access import Circle, current_user, everyone, may_open


@dataclass(frozen=True)
class MenuEntry:
    """One line of a menu; lower ``order`` comes first. ``menu`` is ``site``, ``office``, or ``her``: the
    pages of the signed-in viewer; or names the pages of several packages that stand side by side as tabs.

    ``shown_to`` narrows who sees it, among those who may open it.
    """

    menu: str
    label: str
    endpoint: str
    order: int
    shown_to: Circle


def add_entry(
    app: Flask, menu: str, label: str, endpoint: str, order: int, *, shown_to: Circle = everyone
) -> None:
    """Add an entry to a menu."""
    app.extensions.setdefault("navigation", []).append(MenuEntry(menu, label, endpoint, order, shown_to))


def visible_entries(menu: str) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is the current page) for each entry that this viewer may open, in order."""
    found = []
    here = request.path
    for entry in _open_entries(menu):
        address = url_for(entry.endpoint)
        found.append((entry.label, address, here == address or address in _parent_paths(here)))
    return found


def visible_tabs(menu: str, here: str) -> list[tuple[str, str, bool, None]]:
    """The entries that this viewer may open, for components/tabs.html; ``here``: the endpoint of the open
    one."""
    return [
        (entry.label, url_for(entry.endpoint), entry.endpoint == here, None) for entry in _open_entries(menu)
    ]


def _open_entries(menu: str) -> list[MenuEntry]:
    known: list[MenuEntry] = current_app.extensions.get("navigation", [])
    mine = [one for one in known if one.menu == menu and one.shown_to.includes(current_user)]
    return sorted((one for one in mine if may_open(one.endpoint)), key=lambda one: one.order)


def _parent_paths(path: str) -> set[str]:
    """The addresses above ``path``, except for the two first pages that everything lies below."""
    parts = path.strip("/").split("/")
    return {f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts))} - {"/", "/office/"}


def this_page(**other: object) -> str:
    """The address of this page with its query string, with ``other`` replacing arguments; None removes one.
    Never by url_for(): query arguments would be taken for its own there."""
    asked = request.args.copy()
    for name, value in other.items():
        asked.poplist(name)
        if value is not None:
            asked[name] = str(value)
    query = urlencode(list(asked.items(multi=True)))
    return f"{quote(request.path)}?{query}" if query else quote(request.path)


def register(app: Flask) -> None:
    """Let templates use ``menu("site")``, ``menu_tabs("giving", endpoint)`` and ``this_page(page=2)``."""
    app.jinja_env.globals["this_page"] = this_page
    app.jinja_env.globals["menu"] = visible_entries
    app.jinja_env.globals["menu_tabs"] = visible_tabs
