"""`sosik demo --once`: two readers, the whole line, every expected message checked.

One reader subscribes to 중앙아시아 in Korean, one to energy in English; briefings come out, alerts arrive, one
searches, one fetches references. With documents of one's own both also subscribe to each document's first country.
"""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.demo.play import Play, Stage, playing
from jobs import regions
from jobs.language import TokenPass, open_analyser
from jobs.model import Briefing, Language, RegionId
from jobs.reading import document_of, read_briefing
from jobs.tagging import tag

PATIENCE_S = 25.0

# Which samples must reach whom, by their keys in the newsroom.
CENTRAL_ASIA = (
    "2024-12-09-kazakhstan-visit",
    "2025-06-10-central-asia-power",
    "en-2025-07-15-central-asia-power",
)
ENERGY = ("2024-12-09-kazakhstan-visit", "2025-06-10-central-asia-power", "2025-11-25-turkiye-gulf")


@dataclass(slots=True)
class Reader:
    """A person at the sandbox and what they should have received by now."""

    chat_id: int
    name: str
    language: Language
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Guest:
    """A document added by `--briefing`, as read."""

    briefing: Briefing
    country: RegionId | None


class People:
    """What people do at the sandbox, over HTTP, as the page does."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base

    async def join(self, name: str, language: Language) -> Reader:
        """Let a person open a private chat with the bot."""
        made = await self._post("/sandbox/chats", type="private", first_name=name, language_code=language.value)
        return Reader(chat_id=made["id"], name=name, language=language)

    async def write(self, reader: Reader, text: str, *, reply_to: int | None = None) -> int:
        """Write a message and give its id."""
        reply = {} if reply_to is None else {"reply_to_message_id": reply_to}
        sent = await self._post(f"/sandbox/chats/{reader.chat_id}/messages", text=text, **reply)
        return int(sent["message_id"])

    async def messages(self, reader: Reader) -> list[dict[str, Any]]:
        """Give everything said in the chat."""
        async with self._session.get(f"{self._base}/sandbox/chats/{reader.chat_id}/messages") as answer:
            found = await answer.json()
        return list(found["messages"])

    async def expect(
        self, reader: Reader, what: str, fits: Callable[[dict[str, Any]], bool], *, after: int = 0
    ) -> dict[str, Any] | None:
        """Wait for a message of the bot that fits; note it as missing when none comes."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while asyncio.get_running_loop().time() < deadline:
            for message in await self.messages(reader):
                if message["from_bot"] and message["message_id"] > after and fits(message):
                    return message
            await asyncio.sleep(0.1)
        reader.missing.append(what)
        return None

    async def _post(self, path: str, **values: Any) -> dict[str, Any]:
        async with self._session.post(self._base + path, json=values) as answer:
            answer.raise_for_status()
            return dict(await answer.json())


async def run_once(stage: Stage, say: Callable[[str], None]) -> int:
    """Play the script, print each chat's transcript and give the exit code: 0 when nothing is missing."""
    quick = Stage(
        briefings=stage.briefings,
        port=stage.port,
        keep=stage.keep,
        analyser=stage.analyser,
        initial=0,
        interval_s=1,
        review=False,
    )
    async with playing(quick) as play, aiohttp.ClientSession() as session:
        people = People(session, play.sandbox.url)
        guests = await asyncio.to_thread(_read_guests, stage.briefings, stage.analyser)
        readers = await _act(people, play, guests)
        for reader in readers:
            say(f"\n━━ {reader.name} ({reader.language}) ━━")
            for message in await people.messages(reader):
                say(_line(message))
    return verdict(readers, say)


def verdict(readers: Sequence[Reader], say: Callable[[str], None]) -> int:
    """Name what did not arrive and give the exit code: 0 where everything did."""
    missing = [f"{reader.name}: {what}" for reader in readers for what in reader.missing]
    for what in missing:
        say(f"✗ missing · {what}")
    if not missing:
        say("\n✓ every expected message arrived")
    return 1 if missing else 0


async def _act(people: People, play: Play, guests: Sequence[Guest]) -> tuple[Reader, Reader]:
    korean = await people.join("하나", Language.KO)
    english = await people.join("Sam", Language.EN)
    await _subscribe(people, korean, ["/subscribe 중앙아시아", *_wishes(guests, Language.KO)])
    await _subscribe(people, english, ["/subscribe energy", *_wishes(guests, Language.EN)])
    waiting = play.newsroom.waiting
    titles = dict(zip(waiting, iter(play.newsroom.publish_next, None), strict=True))
    for reader, expected in ((korean, CENTRAL_ASIA), (english, ENERGY)):
        for title in (*(titles[key] for key in expected), *(guest.briefing.title for guest in guests)):
            await people.expect(reader, f"the alert “{title}”", _alert_of(title))
    await _ask(people, korean, english, guests)
    return korean, english


async def _subscribe(people: People, reader: Reader, commands: Sequence[str]) -> None:
    for command in ("/start", *commands):
        asked = await people.write(reader, command)
        await people.expect(reader, f"an answer to {command}", lambda _: True, after=asked)


async def _ask(people: People, korean: Reader, english: Reader, guests: Sequence[Guest]) -> None:
    """Let one reader search and the other fetch the references of an alert, by replying to it."""
    asked = await people.write(korean, "카자흐스탄 원전")
    await people.expect(korean, "a search answer", lambda found: "🔎" in found["text"], after=asked)
    alerts = [one for one in await people.messages(english) if one["from_bot"] and _has_references(one)]
    if guests:
        alerts = [one for one in alerts if guests[0].briefing.title in one["text"]]
    if not alerts:
        english.missing.append("an alert with references")
        return
    cited = _titles_cited(alerts[-1], guests)
    asked = await people.write(english, "/refs", reply_to=alerts[-1]["message_id"])
    await people.expect(
        english,
        f"{len(cited)} references",
        lambda found: f"{len(cited)}. " in found["text"] and all(title in found["text"] for title in cited),
        after=asked,
    )


def _titles_cited(alert: dict[str, Any], guests: Sequence[Guest]) -> list[str]:
    """Give the titles an answer to /refs must hold: the document's own, or those the alert itself shows."""
    if guests:
        return [reference.title for reference in guests[0].briefing.references]
    return re.findall("^• “(.+?)” — ", alert["text"], re.MULTILINE)


def _has_references(message: dict[str, Any]) -> bool:
    buttons = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return any(str(button.get("callback_data", "")).startswith("refs") for row in buttons for button in row)


def _alert_of(title: str) -> Callable[[dict[str, Any]], bool]:
    def fits(message: dict[str, Any]) -> bool:
        return title in message["text"] and bool(message.get("reply_markup"))

    return fits


def _wishes(guests: Sequence[Guest], language: Language) -> list[str]:
    countries = dict.fromkeys(guest.country for guest in guests if guest.country is not None)
    return [f"/subscribe {regions.label(country, language)}" for country in countries]


def _read_guests(paths: Sequence[Path], analyser: str) -> list[Guest]:
    guests = []
    for path in paths:
        briefing = read_briefing(document_of(path.read_bytes(), name=path.name))
        tags = tag(briefing, TokenPass(open_analyser(analyser, regions.analyser_words())))
        countries = [one.region for one in tags.regions if regions.is_country(one.region)]
        guests.append(Guest(briefing, countries[0] if countries else None))
    return guests


def _line(message: dict[str, Any]) -> str:
    speaker = "◀" if message["from_bot"] else "▶"
    buttons = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    shown = " ".join(f"[{button['text']}]" for row in buttons for button in row)
    text = json.dumps(message["text"], ensure_ascii=False)[1:-1].replace("\\n", "\n  ").replace('\\"', '"')
    return f"{speaker} {text}" + (f"\n  {shown}" if shown else "")
