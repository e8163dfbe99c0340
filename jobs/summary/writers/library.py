"""Ready models for the local backend: what is known of each, and fetching one when asked, never by itself."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from jobs.errors import SosikError

HUB = "https://huggingface.co"
_FILES = ("config.json", "model.bin", "shared_vocabulary.json", "source.spm", "target.spm")
_LARGEST = 4_000_000_000
_CHUNK = 1 << 20


class ModelUnavailable(SosikError):
    """The model cannot be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A converted model: where it is, its licence as its page states it, and what it is worth."""

    name: str
    repository: str
    languages: str
    licence: str
    about_mb: int
    worth: str


MODELS: tuple[Model, ...] = (
    Model(
        name="opus-ko-en",
        repository="gaudi/opus-mt-ko-en-ctranslate2",
        languages="ko → en",
        licence="Apache-2.0 (OPUS-MT, University of Helsinki)",
        about_mb=155,
        worth="small; loses names, figures and who did what in long sentences: the checker sends much of it back",
    ),
    Model(
        name="opus-en-ko",
        repository="gaudi/opus-mt-tc-big-en-ko-ctranslate2",
        languages="en → ko",
        licence="CC-BY-4.0 (OPUS-MT, University of Helsinki)",
        about_mb=420,
        worth="for English sources; plain style, unsteady endings",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a fetch has come."""

    file: str
    done: int
    total: int


def by_name(name: str) -> Model:
    """Give the model of that name; raises ModelUnavailable naming those there are."""
    found = next((model for model in MODELS if model.name == name), None)
    if found is None:
        raise ModelUnavailable(f"no model is called {name}; there are: {', '.join(model.name for model in MODELS)}")
    return found


async def sizes(model: Model, *, hub: str = HUB) -> dict[str, int]:
    """Ask the hub how large each file is; raises ModelUnavailable when one is missing."""
    found: dict[str, int] = {}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        for file in _FILES:
            try:
                async with session.head(_address(hub, model, file), allow_redirects=True) as answer:
                    if answer.status != 200:
                        raise ModelUnavailable(f"{model.repository}/{file}: {answer.status}")
                    found[file] = int(answer.headers.get("X-Linked-Size") or answer.headers.get("Content-Length") or 0)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise ModelUnavailable(f"{hub}: {type(error).__name__}") from error
    return found


async def fetch(model: Model, folder: Path, *, say: Callable[[Progress], None], hub: str = HUB) -> Path:
    """Fetch the model's files into a folder of its name, each whole or not at all; gives that folder."""
    target = folder / model.name
    target.mkdir(parents=True, exist_ok=True)
    wanted = await sizes(model, hub=hub)
    if sum(wanted.values()) > _LARGEST:
        raise ModelUnavailable(f"{model.repository}: larger than {_LARGEST // 1_000_000} MB")
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=30, sock_read=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for file, total in wanted.items():
            if total and (target / file).is_file() and (target / file).stat().st_size == total:
                say(Progress(file=file, done=total, total=total))
                continue
            part, done = target / f"{file}.part", 0
            with part.open("wb") as out:
                async for chunk in _chunks(session, _address(hub, model, file)):
                    done += len(chunk)
                    if done > _LARGEST:
                        raise ModelUnavailable(f"{file}: does not end")
                    out.write(chunk)
                    say(Progress(file=file, done=done, total=max(total, done)))
            if total and done != total:
                part.unlink()
                raise ModelUnavailable(f"{file}: {done} of {total} bytes came")
            part.replace(target / file)
    return target


async def _chunks(session: aiohttp.ClientSession, address: str) -> AsyncIterator[bytes]:
    try:
        async with session.get(address) as answer:
            if answer.status != 200:
                raise ModelUnavailable(f"{address}: {answer.status}")
            async for chunk in answer.content.iter_chunked(_CHUNK):
                yield chunk
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise ModelUnavailable(f"{address}: {type(error).__name__}") from error


def _address(hub: str, model: Model, file: str) -> str:
    return f"{hub}/{model.repository}/resolve/main/{file}"
