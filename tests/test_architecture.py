"""The rooms and their doors: arrows of import point down only (CONTRIBUTING.md, "The rooms")."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = {"fetch", "sources", "reading", "tagging", "summary", "search", "store"}
WORDS = {
    "model", "errors", "settings", "atlas", "regions", "topics", "organisations", "matching", "due", "changes",
    "language", "spelling", "dates", "decoding", "nesting",
}  # fmt: skip
WORK = {
    "archive", "backfilling", "collecting", "commissioning", "entries", "parsing", "recognising", "settling",
    "importing", "listed", "probing", "pipeline", "indexing", "reader_child", "rereading", "schedule",
}  # fmt: skip
OPENERS = {"jobs/language.py", "jobs/sources/feed_parse.py", "jobs/store/migrating.py"}  # Kiwi, feedparser, Alembic


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.fixture(scope="module", autouse=True)
def trees() -> Iterator[None]:
    """Leave no million nodes behind that every later search for garbage would look through."""
    yield
    tree_of.cache_clear()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> tuple[tuple[str, bool], ...]:
    """Give the modules a file imports, and whether at its top level."""
    found = list[tuple[str, bool]]()
    waiting: list[tuple[ast.AST, bool]] = [(tree_of(path), True)]
    while waiting:
        node, top = waiting.pop()
        if isinstance(node, ast.Import):
            found += ((alias.name, top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, top))
            found += ((f"{node.module}.{alias.name}", top) for alias in node.names)
        elif not isinstance(node, ast.expr):
            top = top and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            waiting += ((inner, top) for inner in ast.iter_child_nodes(node))
    return tuple(found)


def ours(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in {"bot", "jobs"}


def room(name: str) -> str:
    return [*name.split("."), ""][1]


def test_the_newsroom_knows_nothing_of_the_desk_or_of_telegram() -> None:
    wrong = [
        (name_of(path), wanted)
        for path in modules("jobs")
        for wanted, _ in imports(path)
        if wanted.split(".")[0] in {"bot", "telegram"}
    ]
    assert wrong == []


def test_the_parts_never_import_each_other() -> None:
    wrong = [
        (name_of(path), wanted)
        for path in modules("jobs")
        if (mine := room(name_of(path))) in PARTS
        for wanted, _ in imports(path)
        if wanted.startswith("jobs.") and room(wanted) not in WORDS | {mine}
    ]
    assert wrong == []


def test_the_words_import_only_words() -> None:
    wrong = [
        (name_of(path), wanted)
        for path in modules("jobs")
        if room(name_of(path)) in WORDS
        for wanted, _ in imports(path)
        if wanted.startswith("jobs.") and room(wanted) not in WORDS
    ]
    assert wrong == []


def test_every_module_of_the_newsroom_has_its_room() -> None:
    assert {room(name_of(path)) for path in modules("jobs")} - {""} <= PARTS | WORDS | WORK


def test_the_sandbox_imports_nothing_of_ours() -> None:
    wrong = [
        (name_of(path), wanted)
        for path in modules("bot/sandbox")
        for wanted, _ in imports(path)
        if ours(wanted) and not wanted.startswith("bot.sandbox")
    ]
    assert wrong == []


def test_only_the_wire_speaks_with_the_telegram_library() -> None:
    speaking = {
        name_of(path) for path in modules("bot") for wanted, _ in imports(path) if wanted.startswith("telegram")
    }
    assert speaking <= {"bot.transport", "bot.telegram_client", "bot.updates"}


def test_nothing_of_ours_is_imported_inside_a_function() -> None:
    wrong = [(name_of(path), wanted) for path in modules("bot", "jobs") for wanted, top in imports(path) if not top]
    assert [one for one in wrong if ours(one[1])] == []
    assert {name.replace(".", "/") + ".py" for name, _ in wrong} <= OPENERS


def test_every_error_of_ours_stands_in_the_tree_of_errors() -> None:
    classes = [
        (node.name, {base.id for base in node.bases if isinstance(base, ast.Name)})
        for path in modules("bot", "jobs")
        for node in tree_of(path).body
        if isinstance(node, ast.ClassDef)
    ]
    ours_by_birth = {"SosikError"}
    while born := {name for name, bases in classes if bases & ours_by_birth} - ours_by_birth:
        ours_by_birth |= born
    drawn = set(re.findall(r"\w+", ast.get_docstring(tree_of(ROOT / "jobs/errors.py")) or ""))
    assert len(ours_by_birth) > 15
    assert ours_by_birth - drawn == set()


def test_there_are_no_import_circles() -> None:
    known = {name_of(path): path for path in modules("bot", "jobs")}
    wanted = {name: {one for one, _ in imports(path) if one in known and one != name} for name, path in known.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for one in wanted[name]:
                if not name.startswith(f"{one}."):  # a package's own modules may name their package
                    visit(one, (*trail, name))
            done.add(name)

    for name in known:
        visit(name, ())


def test_the_program_that_reads_strangers_pages_loads_neither_settings_nor_tables() -> None:
    known = {name_of(path): path for path in modules("jobs")}
    loaded, waiting = set[str](), ["jobs.reader_child"]
    while waiting:
        name = waiting.pop()
        loaded.add(name)
        waiting += {one for one, _ in imports(known[name]) if one in known} - loaded
    assert {room(one) for one in loaded} <= WORDS - {"settings"} | {"reader_child", "sources", "reading"}


def faults(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if len(text.splitlines()) > 350:
        yield "is longer than 350 lines"
    tree = tree_of(path)
    if (path.name != "__init__.py" or text.strip()) and not ast.get_docstring(tree):
        yield "does not say what it is"
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for function in functions if "migrations" not in path.parts else ():
        if (function.end_lineno or 0) - function.lineno >= 50:
            yield f"{function.name} is longer than 50 lines"


def test_modules_and_functions_stay_small_and_say_what_they_do() -> None:
    found = {name_of(path): list(faults(path)) for path in modules("bot", "jobs")}
    assert len(found) > 100
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
