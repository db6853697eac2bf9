"""The rules of the house that no other tool knows, each a function from one file to its faults.

tests/test_house_rules.py holds the whole house against them, and each rule against a counter-example.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_PACKAGE = 500, 40, 3_500
AUDIENCES = {"public", "portal", "office", "door"}
ROUTES = {"route", "get", "post", "put", "patch", "delete"}
WRITER_NAMES = {"views", "tasks", "commands"}
WRITERS = {
    "chapter/db.py", "chapter/cli.py", "chapter/worker.py", "chapter/schedule.py",
    "chapter/security/throttle.py", "chapter/web/deferred_writes.py", "chapter/mail/delivery.py",
    "chapter/gateways/files/database.py", "chapter/payments/stripe_calls.py",
}  # fmt: skip
"""Beside views, tasks, commands and the demo: who may open ``writing()``. delivery.py is the worker's;
stripe_calls.py books what Stripe answered, for pages and the worker alike. A file that was put is kept when
``put`` returns, in the database as in any other store."""

SAFE_MARKUP = {
    "chapter/web/filters.py", "chapter/web/assets.py", "chapter/web/icons.py",
    "chapter/cover_art/seat_meter.py", "chapter/cover_art/svg.py", "chapter/cover_art/goal_meter.py",
    "chapter/mail/mime_messages.py",
}  # fmt: skip
"""Who may say that a text is safe HTML: each escapes or cleans it on the same line, and says so."""

WRITTEN_SQL = {"chapter/db.py", "chapter/security/throttle.py", "migrations/env.py"}
"""Who writes SQL as text: pragmas, one upsert, one question to Alembic's table."""

VAGUE_NAME = re.compile(r"(^|/)(utils?|helpers?|common|managers?|base|misc)(\.py|\.html|/)")


DANGEROUS_MODULES = {"pickle", "marshal", "shelve", "dill", "xml.sax", "telnetlib"}
BARE_IGNORE = re.compile(r"#\s*type: ignore(\[[^\]]*\])?(?!\[)(?!\s+#\s*\S)|#\s*noqa(:[ A-Z0-9,]*)?$", re.M)


@dataclass(frozen=True)
class File:
    """One file of the house; ``path`` as from its top."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """What Python reads in it."""
        return ast.parse(self.text)

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Each call, with its dotted name as written."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Each function, also those inside others."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


WRITES_ROWS = re.compile(r"\bsession\.(add|add_all|delete|merge|bulk_\w+)$|^audit\.record\w*$|^record_each$")
"""What only rules call. Views may ask the session, and end what they read."""

OUTSIDE = {"smtplib", "stripe", "requests", "requests_aws4auth", "urllib3"}
"""Libraries that reach out of the machine."""

Rule = Callable[[File], Iterator[str]]


def files_are_short(file: File) -> Iterator[str]:
    """500 lines; a longer one is cut where its subject ends."""
    lines = file.text.count("\n")
    if lines > LONGEST_FILE:
        yield f"{lines} lines"


def packages_that_are_long(files: Iterable[File]) -> list[str]:
    """Packages of chapter/ beyond 3,500 lines: each has one noun, and a longer one has two."""
    lines: dict[str, int] = {}
    for file in files:
        top, _, rest = file.path.partition("/")
        if top == "chapter" and "/" in rest:
            package = rest.split("/")[0]
            lines[package] = lines.get(package, 0) + file.text.count("\n")
    return [f"chapter/{name}: {many} lines" for name, many in sorted(lines.items()) if many > LONGEST_PACKAGE]


def functions_are_short(file: File) -> Iterator[str]:
    """40 lines; most are under 10."""
    for function in file.functions():
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > LONGEST_FUNCTION:
            yield f"{function.name}() has {lines} lines"


def names_say_what_is_inside(file: File) -> Iterator[str]:
    """No utils, helpers, common, manager, base."""
    if VAGUE_NAME.search(file.path):
        yield "the name says nothing about what is inside"


def imports_stand_on_top(file: File) -> Iterator[str]:
    """An import inside a function hides a way upward."""
    for function in file.functions():
        if function.name == "create_app":
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{function.name}() imports inside: {ast.unparse(node)}"


def ignores_give_a_reason(file: File) -> Iterator[str]:
    """A rule of a tool is only set aside with a reason beside it."""
    for number, line in enumerate(file.text.splitlines(), 1):
        if BARE_IGNORE.search(line) and "re.compile" not in line:
            yield f"line {number} ignores a rule without a reason"


def config_alone_reads_the_environment(file: File) -> Iterator[str]:
    """Every setting is read in config.py."""
    if re.search(r"\bos\.(environ|getenv)|from os import .*(environ|getenv)", file.text):
        yield "reads the environment"


def gateways_alone_reach_out(file: File) -> Iterator[str]:
    """Mail servers, Stripe and buckets are spoken to in gateways/; the demo has a stand-in for Stripe."""
    if file.path.startswith("chapter/gateways/"):
        return
    outside = {module.split(".")[0] for module in _imports(file)} & OUTSIDE
    if file.path.startswith("stripe_stand_in/"):
        outside -= {"stripe"}
    yield from (f"imports {module}" for module in sorted(outside))


def files_are_in_their_store(file: File) -> Iterator[str]:
    """Bytes of files are in the store of gateways/files: a table keeps their key, else FILES_STORE would not
    hold, and an erasure would not find them."""
    if file.path == "chapter/gateways/files/database.py":
        return
    if any(module.rpartition(".")[2] in {"LargeBinary", "BLOB", "BYTEA"} for module in _imports(file)):
        yield "keeps bytes in a table of its own"


def only_views_and_tasks_write(file: File) -> Iterator[str]:
    """``writing()`` stands in views, tasks and commands; rules, queries, models and mails never open it."""
    if _may_write(file):
        return
    for name, _ in file.calls():
        if name in {"writing", "db.writing"}:
            yield "opens writing()"


def views_write_through_rules(file: File) -> Iterator[str]:
    """A view opens ``writing()`` around a rule: it adds, deletes, assigns and logs nothing itself.

    Seen are calls by their written name, and assignments to attributes inside ``with db.writing():``.
    """
    if "views" not in {Path(part).stem for part in file.path.split("/")}:
        return
    for name, _ in file.calls():
        if WRITES_ROWS.search(name):
            yield f"writes outside a rule: {name}()"
    for node in ast.walk(file.tree):
        if isinstance(node, ast.With) and any(_opens_writing(item) for item in node.items):
            for written in _assigned_attributes(node):
                yield f"assigns outside a rule: {written}"


def versions_are_raised_by_the_orm(file: File) -> Iterator[str]:
    """A record that two may change at once is ``db.Versioned``: no rule counts by hand, and none forgets."""
    if file.path == "chapter/db.py":
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            flat = [one for target in targets for one in getattr(target, "elts", [target])]
            if any(isinstance(one, ast.Attribute) and one.attr == "version" for one in flat):
                yield f"raises a version by hand: {ast.unparse(node)}"
        elif isinstance(node, ast.AnnAssign) and ast.unparse(node).startswith("version: Mapped[int]"):
            yield "declares a version of its own: db.Versioned has one"


def only_db_commits(file: File) -> Iterator[str]:
    """Only ``writing()`` commits."""
    for name, _ in file.calls():
        if name.endswith(".commit") and file.path != "chapter/db.py":
            yield f"calls {name}()"


def routes_say_who_may_enter(file: File) -> Iterator[str]:
    """``@allow`` stands below the route, so that what is registered carries the mark."""
    for function in file.functions():
        kinds = [_kind(decorator) for decorator in function.decorator_list]
        if "route" in kinds and ("allow" not in kinds or _last(kinds, "route") > kinds.index("allow")):
            yield f"{function.name}() has no @allow below its route"


def blueprints_belong_to_their_pages(file: File) -> Iterator[str]:
    """One blueprint for each package and audience, in ``views/<audience>/__init__.py``, for its pages.

    Nobody else takes it, by name or by attribute, but the package that registers it; routes are decorated
    functions, so that whoever looks for an address finds it beside its view.
    """
    parts = file.path.removesuffix(".py").split("/")
    audience = parts[:4] if len(parts) > 4 and parts[2] == "views" and parts[3] in AUDIENCES else []
    for name, _ in file.calls():
        if name.rpartition(".")[2] == "Blueprint" and parts != [*audience, "__init__"]:
            yield "makes a blueprint outside views/<audience>/__init__.py"
        if name.rpartition(".")[2] == "add_url_rule":
            yield f"adds a route that is no decorated function: {name}()"
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "bp" for alias in node.names):
            if node.module != ".".join(audience):
                yield f"takes the blueprint of others: from {node.module}"
        elif isinstance(node, ast.Attribute) and node.attr == "bp" and parts[2:] != ["__init__"]:
            yield f"takes the blueprint of others: {ast.unparse(node)}"


NO_LARGEST = re.compile(r"<int(?::|\((?![^)]*\bmax=))")


def numbers_in_addresses_fit_the_database(file: File) -> Iterator[str]:
    """A number beyond what a column holds leads nowhere (404), and is no fault of the database's."""
    yield from (f"takes a number of any size: {found[0]}" for found in NO_LARGEST.finditer(file.text))


def nothing_is_declared_safe(file: File) -> Iterator[str]:
    """``Markup`` only in the named files."""
    if file.path in SAFE_MARKUP:
        return
    for name, call in file.calls():
        if name.rpartition(".")[2] == "Markup" and call.args:
            yield "declares a text safe: Markup()"


def sql_is_not_written_by_hand(file: File) -> Iterator[str]:
    """SQL as text, or put together from pieces, only in the named files."""
    if file.path in WRITTEN_SQL:
        return
    of_sqlalchemy = re.search(r"from sqlalchemy(\.\w+)* import [^\n]*\b(text|literal_column)\b", file.text)
    by_hand = {"sqlalchemy.text", "sa.text"} | ({"text", "literal_column"} if of_sqlalchemy else set())
    for name, _ in file.calls():
        if name in by_hand or name.endswith("exec_driver_sql"):
            yield f"writes SQL as text: {name}()"


def nothing_dangerous_is_read(file: File) -> Iterator[str]:
    """Nothing that runs what it reads."""
    yield from (f"imports {module}" for module in sorted(DANGEROUS_MODULES.intersection(_imports(file))))
    for name, _ in file.calls():
        if name in {"eval", "exec", "yaml.load", "os.system"}:
            yield f"calls {name}()"


def only_the_gateway_asks_the_clock(file: File) -> Iterator[str]:
    """Time comes in as ``now=``; only the clock in gateways/ looks at the real one."""
    for name, _ in file.calls():
        if re.search(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)$", name):
            yield f"looks at the real clock: {name}()"


ENDINGS = re.compile(r"chapter/(bookings|shifts|membership)/rules/endings\.py")
NOT_PARTIES = {"event", "shift", "whole"}
"""What the program calls events, shifts and opportunities: they are cancelled by other rules."""


def bookings_end_in_one_place(file: File) -> Iterator[str]:
    """What ends bookings, sign-ups and memberships is ``endings``, which tells whoever holds something."""
    column = "ended_at" if re.match("chapter/(membership|households)/", file.path) else "cancelled_at"
    if not ENDINGS.match(file.path):
        for record, value in _set_to(file, column):
            if record not in NOT_PARTIES and value != "None":
                yield f"ends {record} by itself, and tells nobody: endings.end() does"


PAST_THE_COUNTERS = re.compile(
    r"\b(?:update|insert|delete)\((?:\w+\.)*(?:Rsvp|Signup)\.__table__|\bbookings_version\b[^=\n]*\+"
)


def changes_are_counted_by_the_hook(file: File) -> Iterator[str]:
    """web/change_counters.py follows rows and statements of the session: nothing goes around it, or counts
    by hand."""
    yield from (f"goes around the counter: {found[0]}" for found in PAST_THE_COUNTERS.finditer(file.text))


def _set_to(file: File, column: str) -> Iterator[tuple[str, str]]:
    """Where ``column`` is set: of which record, or in which statement, and to what."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Dict):
            pairs = [
                (key, value) for key, value in zip(node.keys, node.values, strict=True) if key is not None
            ]
            yield from (
                ("a row", ast.unparse(value)) for key, value in pairs if ast.unparse(key) == repr(column)
            )
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".values"):
            yield from (("a row", ast.unparse(one.value)) for one in node.keywords if one.arg == column)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                both = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                targets = target.elts if isinstance(target, ast.Tuple) else [target]
                values = node.value.elts if both else [node.value] * len(targets)  # type: ignore[attr-defined]  # a tuple
                for one, value in zip(targets, values, strict=True):
                    if isinstance(one, ast.Attribute) and one.attr == column:
                        yield ast.unparse(one.value), ast.unparse(value)


def names_are_found_by_the_finder(file: File) -> Iterator[str]:
    """Letters alone miss O’Brien, 秀英 and every slip: people/name_finder.py finds part of a name."""
    if re.search(r"\bname_key\.i?(like|contains)\b", file.text):
        yield "looks for part of a name by itself"


def _imports(file: File) -> Iterator[str]:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _may_write(file: File) -> bool:
    parts = {Path(part).stem for part in file.path.split("/")}
    by_name = parts & WRITER_NAMES or file.path in WRITERS or file.path.startswith(("demo/", "sample/"))
    return bool(by_name) or any(
        _kind(decorator) == "route" for function in file.functions() for decorator in function.decorator_list
    )


def _opens_writing(item: ast.withitem) -> bool:
    return ast.unparse(item.context_expr) in {"db.writing()", "writing()"}


def _assigned_attributes(block: ast.AST) -> Iterator[str]:
    for node in ast.walk(block):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "setattr":
            yield ast.unparse(node)
        for target in targets:
            inside = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            yield from (ast.unparse(one) for one in inside if isinstance(one, ast.Attribute))


def _kind(decorator: ast.expr) -> str:
    if not isinstance(decorator, ast.Call):
        return ""
    name = ast.unparse(decorator.func)
    first, _, last = name.rpartition(".")
    if last in ROUTES and first:
        return "route"
    return "allow" if last == "allow" else ""


def _last(kinds: list[str], kind: str) -> int:
    return len(kinds) - 1 - kinds[::-1].index(kind)


GIVEN_ON = re.compile(r"url_for\([^)]*request\.args|\*\*\s*request\.args")
FROM_THE_HOST = re.compile(
    r"\b_external\s*=|\brequest\.(?:host|host_url|url_root|root_url|base_url|url)\b(?!_)"
)


def what_was_asked_names_no_argument(file: File) -> Iterator[str]:
    """``?endpoint=x`` would be an argument of url_for() itself: web/navigation.py has ``this_page()``."""
    yield from (f"gives on what stands in the address: {found[0]}" for found in GIVEN_ON.finditer(file.text))


def no_address_is_built_from_the_host_header(file: File) -> Iterator[str]:
    """A whole address is made by signed_links.absolute_url(), from BASE_URL."""
    sent = FROM_THE_HOST.finditer(file.text)
    yield from (f"builds an address from what was sent: {found[0]}" for found in sent)


SAFE_FILTER = re.compile(r"\|\s*safe\b|autoescape\s+false", re.I)
MAIL_LAYOUTS = {"chapter/templates/layouts/mail.html"}
INLINE = re.compile(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*[\"']|javascript:", re.I)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", re.I)


def templates_declare_nothing_safe(file: File) -> Iterator[str]:
    """Jinja escapes everything."""
    for found in SAFE_FILTER.finditer(file.text):
        yield f"declares a text safe: {found[0]}"


def templates_hold_no_inline_style_or_script(file: File) -> Iterator[str]:
    """The Content-Security-Policy would refuse it. Mails have a stylesheet that is inlined at sending."""
    for pattern in (INLINE, SCRIPT):
        for found in pattern.finditer(file.text):
            if file.path not in MAIL_LAYOUTS:
                yield f"inline: {found[0].strip()}"


PURPOSE_NAMED = re.compile(
    r"[\"'](?:giving|givers|offline_gifts|paid_bookings|events_office)(?:_office)?[./]\w"
)
NAMES_GIVING = "chapter/templates/payments/public/elsewhere.html"
"""The page for a browser that paid nothing that we know of: it leads to what anybody may give to."""


def payments_know_no_purpose(file: File) -> Iterator[str]:
    """Pages about money in general learn from payments/purposes.py what an order is for: they lead to no page
    of a purpose by its name, and include no template of one."""
    if (
        file.path.startswith(("chapter/payments/", "chapter/templates/payments/"))
        and file.path != NAMES_GIVING
    ):
        yield from (f"names a purpose: {found[0]}" for found in PURPOSE_NAMED.finditer(file.text))
