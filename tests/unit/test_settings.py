import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from jobs import regions
from jobs.errors import SettingsError
from jobs.model import Language
from jobs.settings import (
    BackendSettings,
    BoardSettings,
    Settings,
    SourceSettings,
    SummarySettings,
    backend_keys,
    load,
    parse,
    token,
)
from tests.rows import every

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
OLLAMA = '[[summary.backend]]\nkind = "openai"\nmodel = "qwen3:8b"\nbase_url = "http://127.0.0.1:11434/v1"\n'
FEED = '[[source]]\nid = "a"\nkind = "feed"\nurl = "https://news.example/rss"\n'


def defaults(model: type[BaseModel], *, json_of: BaseModel) -> dict[str, Any]:
    """Give the fields of a model that have a default, as the example should show them."""
    shown = json_of.model_dump(mode="json")
    return {name: shown[name] for name, field in model.model_fields.items() if not field.is_required()}


def test_the_example_holds_every_key_with_its_default() -> None:
    written = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    source, *_ = written.pop("source")
    board = source.pop("board")
    plain = Settings().model_dump(mode="json")
    plain.pop("source")
    assert written == plain
    assert set(source) | {"board"} == set(SourceSettings.model_fields)
    assert set(board) == set(BoardSettings.model_fields)
    differs = {"id", "kind", "url", "name", "name_en", "rights", "allow_ports"}
    example = SourceSettings(id="a", kind="feed", url="https://news.example/rss")
    assert {k: v for k, v in source.items() if k not in differs} == {
        k: v for k, v in defaults(SourceSettings, json_of=example).items() if k not in {*differs, "board"}
    }


def test_the_example_shows_every_key_of_a_backend_with_its_default() -> None:
    block = EXAMPLE.read_text(encoding="utf-8").split("#   [[summary.backend]]\n")[1].split("backend = []")[0]
    written = tomllib.loads("\n".join(line.removeprefix("#") for line in block.splitlines()))
    plain = BackendSettings(kind="openai", model="any").model_dump(mode="json")
    assert written.keys() == plain.keys()
    differs = {"kind", "model", "directory"}
    assert {k: v for k, v in written.items() if k not in differs} == {
        k: v for k, v in plain.items() if k not in differs
    }


def test_every_key_of_the_example_has_a_comment_above_it() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    lines = "[[source]]".join(text.split("[[source]]")[:2]).splitlines()
    bare = [line for before, line in itertools.pairwise(lines) if "=" in line.split("#")[0] and before == ""]
    assert bare == []


def test_the_example_can_be_loaded() -> None:
    sources = load(EXAMPLE).source
    assert sources[0].board is not None
    assert len({source.url for source in sources}) == len(sources) >= 15
    assert {source.language.value for source in sources} == {"ko", "en"}


def test_the_boards_of_the_example_show_their_headings_and_every_feed_its_link_only() -> None:
    rights = {(source.kind, source.rights.value) for source in load(EXAMPLE).source}
    assert rights == {("board", "headings"), ("feed", "link")}


def test_a_source_is_added_in_at_most_fifteen_lines() -> None:
    _, _, *further = EXAMPLE.read_text(encoding="utf-8").split("[[source]]\n")
    for block in further:
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        assert len(lines) + 1 <= 15, block


@every(
    ("text", "key", "said"),
    [
        ("colour = 1", "colour", "unknown key"),
        ("[telegram]\nrate_per_s = 'fast'", "telegram.rate_per_s", "line 2"),
        ("[telegram]\nrate_per_s = 100", "telegram", "paid_broadcast"),
        ("[korean]\nanalyser = 'mecab'", "korean.analyser", "'kiwi' or 'none'"),
        (FEED + "colour = 1", "source.0.colour", "unknown key"),
        (FEED + "[source.board]\nrow = 'li'", "source.0", "kind"),
        (FEED.replace("https", "ftp"), "source.0.url", "http"),
        (FEED + FEED, "config.toml", "a stands twice"),
        (FEED + "region = '아틀란티스'", "source.0.region", "no such region"),
        (FEED.replace('"feed"', '"folder"'), "source.0.url", "path of a folder"),
        (FEED + "timezone = 'Asia/Seol'", "source.0.timezone", "no such time zone"),
        (OLLAMA + FEED + "colour = 1", "source.0.colour", "line 9"),
        (OLLAMA + "colour = 1\n" + FEED, "summary.backend.0.colour", "line 5"),
        (OLLAMA.replace("model", "# model"), "summary.backend.0", "model is needed"),
        (OLLAMA.replace("openai", "local"), "summary.backend.0", "directory is needed"),
        (OLLAMA.replace("http:", "ftp:"), "summary.backend.0", "http"),
        (OLLAMA.replace("openai", "oracle"), "summary.backend.0.kind", "line 2"),
        ("data_dir = ]", "config.toml", "line 1"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(text: str, key: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        parse(text)
    assert caught.value.key == key


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: cannot be read"):
        load(tmp_path / "none.toml")


def test_relative_paths_are_below_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("data_dir = 'here'", encoding="utf-8")
    settings = load(tmp_path / "config.toml")
    assert settings.data_dir == tmp_path / "here"
    assert settings.database.url == f"sqlite:///{tmp_path}/data/sosik.db"


def test_a_folders_path_is_below_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[[source]]\nid = "a"\nkind = "folder"\nurl = "in"\n', encoding="utf-8")
    (source,) = load(tmp_path / "config.toml").source
    assert source.url == str(tmp_path / "in")


def test_a_missing_secret_names_its_variable() -> None:
    with pytest.raises(SettingsError, match="SOSIK_TOKEN"):
        token(Settings(), {})
    assert token(Settings(), {"SOSIK_TOKEN": " 1:a "}) == "1:a"


def test_a_backends_missing_key_names_its_variable_and_one_at_an_address_of_ones_own_needs_none() -> None:
    cloud = BackendSettings(kind="anthropic", model="any")
    with pytest.raises(SettingsError, match="ANTHROPIC_API_KEY") as caught:
        backend_keys(SummarySettings(backend=(cloud,)), {})
    assert caught.value.key == "summary.backend.0.key_env"
    named = cloud.model_copy(update={"key_env": "MINE"})
    home = BackendSettings(kind="openai", model="any", base_url="http://127.0.0.1:11434/v1")
    both = SummarySettings(backend=(named, home))
    assert backend_keys(both, {"MINE": " key "}) == ("key", "")


def test_a_models_directory_is_below_the_file(tmp_path: Path) -> None:
    text = '[[summary.backend]]\nkind = "local"\ndirectory = "models/small"\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    (backend,) = load(tmp_path / "config.toml").summary.backend
    assert backend.directory == tmp_path / "models" / "small"


def test_a_house_names_regions_as_it_likes_and_takes_its_names_back(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    taiwan = regions.by_code("TW")
    assert taiwan is not None
    config.write_text('[labels]\nTW = { ko = "타이완" }\n', encoding="utf-8")
    load(config)
    named = [regions.label(taiwan.id, language) for language in Language]
    config.write_text("", encoding="utf-8")
    load(config)
    assert [*named, regions.label(taiwan.id, Language.KO)] == ["타이완", "Taiwan", "대만"]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('ZZ = { ko = "어디" }', "labels.ZZ: no such region"),
        ("TW = { id = 7 }", "labels.TW.id: unknown key"),
        ('TW = { parent = "sea" }', "labels.TW.parent: unknown key"),
    ],
)
def test_only_names_of_known_regions_can_be_changed(written: str, key: str) -> None:
    with pytest.raises(SettingsError, match=key):
        parse(f"[labels]\n{written}\n")
