"""The local backend: fetching a model from a hub on the loopback, and a tiny CTranslate2 model built here."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import ctranslate2
import numpy
import pytest
import sentencepiece
from aiohttp import web

from jobs.language import Analyser, TokenPass
from jobs.model import Language
from jobs.settings import BackendSettings
from jobs.summary.writers.library import MODELS, ModelUnavailable, Progress, by_name, fetch
from jobs.summary.writers.task import task_of
from jobs.summary.writers.translators import LocalBackend
from jobs.tagging import tag
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
    _tiny_model(tmp_path)
    backend = LocalBackend(BackendSettings(kind="local", directory=tmp_path, model="tiny"), "")
    written = await backend.write(task_of(BRIEFING, tag(BRIEFING, TokenPass(kiwi))))
    await backend.close()
    assert written.backend == "tiny"
    assert written.sides[Language.KO].headline == BRIEFING.title
    assert len(written.sides[Language.EN].points) == len(written.sides[Language.KO].points) == 3


def _tiny_model(folder: Path) -> None:
    """Build a transformer with random weights and the two word lists it needs."""
    text = folder / "words.txt"
    text.write_text(
        "\n".join([*BRIEFING.paragraphs(), *BRIEFING.headings(), "a plain text of words"] * 4), encoding="utf-8"
    )
    for side in ("source", "target"):
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(folder / side), vocab_size=110, hard_vocab_limit=False, minloglevel=2
        )
        (folder / f"{side}.model").rename(folder / f"{side}.spm")
    words = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    vocabulary = ["<blank>", "<s>", "</s>", "<unk>", *(words.id_to_piece(n) for n in range(words.vocab_size()))]
    vocabulary = list(dict.fromkeys(vocabulary))
    (folder / "shared_vocabulary.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    spec = ctranslate2.specs.TransformerSpec.from_config(num_layers=1, num_heads=2)
    chance = numpy.random.default_rng(3)

    def fill(value: object, name: str, shape: tuple[int, ...]) -> None:
        setattr(value, name, (chance.standard_normal(shape) * 0.05).astype("float32"))

    size, wide = 16, 32
    for side in (spec.encoder, spec.decoder):
        tables = side.embeddings if isinstance(side.embeddings, list) else [side.embeddings]
        for table in tables:
            fill(table, "weight", (len(vocabulary), size))
        fill(side.position_encodings, "encodings", (512, size))
        _norm(side.layer_norm, size)
        for layer in side.layer:
            _attention(layer.self_attention, size, fill, parts=3)
            if hasattr(layer, "attention"):
                _attention(layer.attention, size, fill, parts=1)
            _norm(layer.ffn.layer_norm, size)
            for linear, shape in ((layer.ffn.linear_0, (wide, size)), (layer.ffn.linear_1, (size, wide))):
                fill(linear, "weight", shape)
                linear.bias = numpy.zeros(shape[0], dtype="float32")
    fill(spec.decoder.projection, "weight", (len(vocabulary), size))
    spec.decoder.projection.bias = numpy.zeros(len(vocabulary), dtype="float32")
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.save(str(folder))


def _norm(norm: object, size: int) -> None:
    norm.gamma = numpy.ones(size, dtype="float32")  # type: ignore[attr-defined]
    norm.beta = numpy.zeros(size, dtype="float32")  # type: ignore[attr-defined]


def _attention(attention: object, size: int, fill: object, *, parts: int) -> None:
    _norm(attention.layer_norm, size)  # type: ignore[attr-defined]
    shapes = [(size * 3, size), (size, size)] if parts == 3 else [(size, size), (size * 2, size), (size, size)]
    for linear, shape in zip(attention.linear, shapes, strict=True):  # type: ignore[attr-defined]
        fill(linear, "weight", shape)  # type: ignore[operator]
        linear.bias = numpy.zeros(shape[0], dtype="float32")
