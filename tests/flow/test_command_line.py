"""The verbs as a person types them: in a process of their own where loading, environment and signals matter."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.demo.samples import read_samples
from jobs.store import Store
from tests.flow.conftest import Ended

ROOT = Path(__file__).parents[2]


def test_a_file_that_cannot_be_opened_is_named_and_the_others_are_read(
    here: Callable[..., Ended], tmp_path: Path
) -> None:
    good = tmp_path / "good.txt"
    good.write_text("☐ 송전망 보강\n- 전력망을 두 배로 늘린다.", encoding="utf-8")
    done = here("read", tmp_path / "none.txt", good, "--json", "--analyser", "none")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "none.txt" in done.stderr
    assert [record["sections"][0]["heading"] for record in json.loads(done.stdout)] == ["송전망 보강"]


def test_a_wrong_setting_is_one_line_and_names_the_key(here: Callable[..., Ended], tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[telegram]\ncolour = 1\n", encoding="utf-8")
    for verb in ("run", "check-config"):
        done = here(verb, "--config", config)
        assert (done.returncode, done.stdout) == (2, "")
        assert "telegram.colour: unknown key (config.toml, line 2)" in done.stderr


def test_without_a_token_the_bot_does_not_start_and_says_which_variable(
    here: Callable[..., Ended], tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text("", encoding="utf-8")
    done = here("run", "--config", config)
    assert done.returncode == 2
    assert "SOSIK_TOKEN" in done.stderr
    assert here("check-config", "--config", config, SOSIK_TOKEN="1:a").returncode == 0


def test_a_port_that_is_taken_is_one_line(here: Callable[..., Ended]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = here("demo", "--analyser", "none", "--port", str(port))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"--port: {port} cannot be used" in done.stderr


def test_a_folder_in_use_is_one_line(here: Callable[..., Ended], tmp_path: Path) -> None:
    database = tmp_path / "data" / "sosik.db"
    database.parent.mkdir()
    with contextlib.closing(Store.open(f"sqlite:///{database}")):
        done = here("demo", "--analyser", "none", "--keep", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "is writing to it" in done.stderr


def test_searching_an_empty_archive_says_what_to_do_first(here: Callable[..., Ended], tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[korean]\nanalyser = "none"\n', encoding="utf-8")
    done = here("search", "원전", "--config", config)
    assert done.returncode == 2
    assert "sosik migrate" in done.stderr
    assert here("migrate", "--config", config).returncode == 0
    assert json.loads(here("search", "원전", "--json", "--config", config).stdout)["hits"] == []


def test_every_verb_explains_itself(here: Callable[..., Ended]) -> None:
    said = here("--help").stdout
    for verb in ("run", "demo", "read", "collect", "search", "migrate", "check-config"):
        assert f" {verb} " in said


@pytest.mark.long
def test_the_demos_script_passes_from_source_to_phone(here: Callable[..., Ended]) -> None:
    seed = Path(os.environ.get("SOSIK_DATA", "")) / "seed" / "emerics-issue-trend-2024-12-06.txt"
    extra: list[str | Path] = ["--briefing", seed] if seed.is_file() else []
    done = here("demo", "--once", "--analyser", "none", *extra)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "✓" in done.stdout
    assert "Traceback" not in done.stderr
    assert any(posting.title in done.stdout for posting in read_samples())


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_demo_ends_cleanly_at_ctrl_c() -> None:
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--analyser", "none"],
        cwd=ROOT,
        env=bare,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        assert any("Ctrl-C" in line for line in demo.stdout)
        demo.send_signal(signal.SIGINT)
        _, said = demo.communicate(timeout=60)
    assert (demo.returncode, said) == (0, "")
