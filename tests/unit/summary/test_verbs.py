"""The verbs about understanding, as they are typed. Texts are our own."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.summary_verbs import add_to
from tests.backend_double import ANSWER, WRONG

_TEXT = """몽골, 중국산 석탄 수입 금지
☐ 수입 금지 조치
◦ 석탄 수입 중단
- 몽골은 2025년 3월 4일 중국산 석탄 수입을 금지했다.
◦ 교역 규모
- 지난 분기 교역액은 3억 5,000만 달러였다.
◦ 이어지는 회담
- 몽골과 중국은 4월에 열 회담을 논의했다.
"""


@pytest.fixture
def cli() -> typer.Typer:
    app = typer.Typer()
    add_to(app)
    return app


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "briefing.txt"
    path.write_text(_TEXT, encoding="utf-8")
    return path


def _run(cli: typer.Typer, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(words))
    return result.exit_code, result.stdout


def test_tag_says_what_and_why(cli: typer.Typer, source: Path) -> None:
    code, said = _run(cli, "tag", str(source), "--json", "--explain", "--analyser", "none")
    assert code == 0
    regions = {row["code"]: row for row in json.loads(said)["regions"]}
    assert set(regions) == {"MN", "CN"}
    assert "몽골 (title)" in regions["MN"]["because"]


def test_an_analyser_that_is_none_is_refused(cli: typer.Typer, source: Path) -> None:
    assert _run(cli, "tag", str(source), "--analyser", "kwi")[0] == 2


@pytest.mark.usefixtures("kiwi")
def test_summarise_gives_both_languages_their_method_and_the_events(cli: typer.Typer, source: Path) -> None:
    code, said = _run(cli, "summarise", str(source), "--json")
    record = json.loads(said)
    assert code == 0
    assert {language: side["method"] for language, side in record["summaries"].items()} == {
        "ko": "outline",
        "en": "rules",
    }
    assert [event["says"] for event in record["events"]] == [
        "Import ban · imposed by Mongolia · coal of China · 4 Mar 2025"
    ]


@pytest.mark.usefixtures("kiwi")
def test_check_lets_a_true_summary_pass_and_stops_a_wrong_one(cli: typer.Typer, source: Path, tmp_path: Path) -> None:
    given = tmp_path / "summary.json"
    given.write_text(json.dumps(ANSWER), encoding="utf-8")
    code, said = _run(cli, "check", str(source), str(given), "--json")
    assert (code, json.loads(said)["sendable"]) == (0, True)
    given.write_text(json.dumps(WRONG), encoding="utf-8")
    code, said = _run(cli, "check", str(source), str(given), "--json")
    assert code == 1
    assert "figure" in {issue["problem"] for issue in json.loads(said)["issues"]}


def test_the_glossary_goes_in_and_comes_out(cli: typer.Typer, tmp_path: Path) -> None:
    config, names = tmp_path / "config.toml", tmp_path / "names.csv"
    config.write_text("", encoding="utf-8")
    names.write_text("korean,english\n견본원,Sample House\n", encoding="utf-8")
    assert _run(cli, "glossary", "import", str(names), "-c", str(config))[0] == 0
    code, said = _run(cli, "glossary", "export", "-c", str(config))
    assert code == 0
    assert said.splitlines()[1] == "견본원,Sample House,,1,"


def test_models_say_their_licence_and_worth(cli: typer.Typer) -> None:
    code, said = _run(cli, "models", "list")
    assert code == 0
    assert "Apache-2.0" in said
    assert "checker" in said
