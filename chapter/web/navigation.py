"""Menus. Each package adds its entries at assembly; viewers see the entries that they may open."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request, url_for

from chapter.security import signed_links
from chapter.web.access import Circle, current_user, everyone, may_open

OFFICE_PLACES = {
    "Today": "sun",
    "Events": "calendar",
    "People": "users",
    "Money": "hand-coins",
    "More": "ellipsis",
}
"""The five places of the office in their order, each with its icon: as many as fit under a thumb."""


@dataclass(frozen=True)
class MenuEntry:
    """One line of a menu; lower ``order`` comes first. ``menu`` is ``site``, ``office``, or ``her``: the
    pages of the signed-in viewer; or names the pages of several packages that stand side by side as tabs.

    ``shown_to`` narrows who sees it, among those who may open it. ``place``: where it stands in the office,
    one of OFFICE_PLACES. ``covers``: how further addresses begin that are its pages, beside those
    below its own.
    """

    menu: str
    label: str
    endpoint: str
    order: int
    shown_to: Circle
    place: str = ""
    covers: tuple[str, ...] = ()

    def leads_to(self, path: str) -> bool:
        """Whether the page at ``path`` is its own."""
        address = url_for(self.endpoint)
        return path == address or address in _parent_paths(path) or path.startswith(self.covers)


@dataclass(frozen=True)
class Place:
    """One of the office's places, as a viewer sees it: ``entries`` are those that they may open, each (label,
    address, whether it is the current page); its own address is that of the first."""

    label: str
    icon: str
    entries: list[tuple[str, str, bool]]

    @property
    def address(self) -> str:
        """Where it leads."""
        return self.entries[0][1]

    @property
    def current(self) -> bool:
        """Whether the open page is in it."""
        return any(current for _, _, current in self.entries)


def add_entry(
    app: Flask, menu: str, label: str, endpoint: str, order: int, *, shown_to: Circle = everyone,
    place: str = "", covers: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Add an entry to a menu. ValueError for one of the office without a place there."""
    if (menu == "office") != (place in OFFICE_PLACES):
        raise ValueError(f"{label} needs a place in the office: {', '.join(OFFICE_PLACES)}")
    entry = MenuEntry(menu, label, endpoint, order, shown_to, place, covers)
    app.extensions.setdefault("navigation", []).append(entry)


def visible_entries(menu: str) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is the current page) for each entry that this viewer may open, in order."""
    return [_as_seen(entry) for entry in _open_entries(menu)]


def visible_places() -> list[Place]:
    """The places of the office in which this viewer may open something, in their order."""
    known = _open_entries("office")
    every = (
        Place(label, icon, [_as_seen(entry) for entry in known if entry.place == label])
        for label, icon in OFFICE_PLACES.items()
    )
    return [place for place in every if place.entries]


def visible_tabs(menu: str, here: str) -> list[tuple[str, str, bool, None]]:
    """The entries that this viewer may open, for components/tabs.html; ``here``: the endpoint of the open
    one."""
    return [
        (entry.label, url_for(entry.endpoint), entry.endpoint == here, None) for entry in _open_entries(menu)
    ]


def _as_seen(entry: MenuEntry) -> tuple[str, str, bool]:
    return entry.label, url_for(entry.endpoint), entry.leads_to(request.path)


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
    """Let templates use ``menu("site")``, ``menu_tabs("giving", endpoint)``, ``this_page(page=2)`` and
    ``absolute_url("/give/")``."""
    app.jinja_env.globals["absolute_url"] = signed_links.absolute_url
    app.jinja_env.globals["this_page"] = this_page
    app.jinja_env.globals["menu"] = visible_entries
    app.jinja_env.globals["office_places"] = visible_places
    app.jinja_env.globals["menu_tabs"] = visible_tabs
