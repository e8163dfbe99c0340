"""The local backend: fetching a model from a hub on the loopback, and a tiny CTranslate2 model built here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from jobs.language import Analyser, TokenPass
from jobs.model import Language
from jobs.summary.writers.library import MODELS, ModelUnavailable, Progress, by_name, fetch
from jobs.summary.writers.task import BackendError, task_of
from jobs.summary.writers.translators import LocalBackend
from jobs.tagging import tag
from tests.tiny_model import SAYS, a_tiny_model
from tests.unit.summary.test_writers import BRIEFING


@asynccontextmanager
async def hub(files: dict[str, bytes]) -> AsyncIterator[str]:
    """Serve files as a hub does."""

    async def answer(request: web.Request) -> web.Response:
        body = files.get(request.path.rsplit("/", 1)[1])
        return web.Response(body=body) if body is not None else web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield "http://{}:{}".format(*runner.addresses[0][:2])
    finally:
        await runner.cleanup()


_FILES = {
    name: f"content of {name}".encode()
    for name in ("config.json", "model.bin", "shared_vocabulary.json", "source.spm", "target.spm")
}


async def test_a_model_is_fetched_whole_with_its_progress(tmp_path: Path) -> None:
    seen: list[Progress] = []
    async with hub(_FILES) as address:
        folder = await fetch(MODELS[0], tmp_path, say=seen.append, hub=address)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == _FILES
    assert {one.file for one in seen} == set(_FILES)
    assert all(one.done == one.total for one in seen)


async def test_a_model_that_is_not_whole_on_the_hub_is_not_fetched(tmp_path: Path) -> None:
    async with hub({"config.json": b"{}"}) as address:
        with pytest.raises(ModelUnavailable, match="404"):
            await fetch(MODELS[0], tmp_path, say=lambda _: None, hub=address)


def test_a_name_nobody_knows_is_answered_with_those_there_are() -> None:
    with pytest.raises(ModelUnavailable, match=MODELS[0].name):
        by_name("guess")


async def test_a_tiny_model_of_ctranslate2_writes_the_other_side(kiwi: Analyser, tmp_path: Path) -> None:
    backend = LocalBackend(a_tiny_model(tmp_path), "")
    written = await backend.write(task_of(BRIEFING, tag(BRIEFING, TokenPass(kiwi))))
    await backend.close()
    assert written.backend == "tiny"
    assert written.sides[Language.KO].headline == BRIEFING.title
    english = written.sides[Language.EN]
    assert [english.headline, *(point.text for point in english.points)] == [SAYS] * 4
    assert [point.paragraphs for point in english.points] == [
        point.paragraphs for point in written.sides[Language.KO].points
    ]


async def test_a_directory_without_a_whole_model_is_refused(kiwi: Analyser, tmp_path: Path) -> None:
    task = task_of(BRIEFING, tag(BRIEFING, TokenPass(kiwi)))
    settings = a_tiny_model(tmp_path)
    (tmp_path / "model.bin").write_bytes(b"no model")
    for folder in (tmp_path, tmp_path / "nowhere"):
        backend = LocalBackend(settings.model_copy(update={"directory": folder}), "")
        with pytest.raises(BackendError):
            await backend.write(task)
