"""The people's side: the routes under `/sandbox/`, JSON in and JSON out."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import wraps

from aiohttp import web

from bot.sandbox import people
from bot.sandbox.errors import ApiError, Json, PeopleError
from bot.sandbox.journal import Event
from bot.sandbox.objects import Chat, Message, Topic
from bot.sandbox.profile import menu_for
from bot.sandbox.rendering import chat_view, message_view
from bot.sandbox.world import Query, World

WAIT_S = 5.0
MAX_WAIT_S = 30.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _answering(
    handler: Callable[["PeopleSide", web.Request], Awaitable[object]],
) -> Callable[["PeopleSide", web.Request], Awaitable[web.StreamResponse]]:
    """The handler's value as JSON; what cannot be done answers {"error": …}."""

    @wraps(handler)
    async def answer(self: "PeopleSide", request: web.Request) -> web.StreamResponse:
        try:
            result = await handler(self, request)
        except PeopleError as error:
            return web.json_response({"error": str(error)}, status=error.status)
        except ApiError as error:
            return web.json_response({"error": error.description}, status=400)
        return result if isinstance(result, web.StreamResponse) else web.json_response(result)

    return answer


class PeopleSide:
    """The handlers of the people's routes over one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.closing = False

    def routes(self) -> list[web.RouteDef]:
        """The people's routes."""
        chat = "/sandbox/chats/{id:-?[0-9]+}"
        message = chat + "/messages/{message_id:[0-9]+}"
        return [
            web.get("/sandbox/chats", self.chats),
            web.post("/sandbox/chats", self.open),
            web.get(chat, self.chat),
            web.get(chat + "/messages", self.messages),
            web.post(chat + "/messages", self.write),
            web.post(message + "/edit", self.edit),
            web.post(message + "/age", self.age),
            web.get(chat + "/commands", self.commands),
            web.post(chat + "/taps", self.taps),
            web.post(chat + "/inline", self.inline),
            web.post(
                chat + "/{act:block|unblock|kick|leave|return|promote|demote|restrict|migrate|deactivate}",
                self.act,
            ),
            web.post(chat + "/members", self.members),
            web.post(chat + "/topics", self.topics),
            web.post(chat + "/topics/{topic:[0-9]+}/{act:close|reopen|delete}", self.topic),
            web.get("/sandbox/files/{file_id}", self.file),
            web.post("/sandbox/updates", self.inject),
            web.get("/sandbox/faults", self.faults),
            web.post("/sandbox/faults", self.order_fault),
            web.delete("/sandbox/faults", self.clear_faults),
            web.get("/sandbox/journal", self.journal),
            web.get("/sandbox/rates", self.rates),
            web.get("/sandbox/events", self.events),
        ]

    # --- looking -----------------------------------------------------------------------------

    @_answering
    async def chats(self, request: web.Request) -> object:
        """All chats."""
        return {"chats": [chat_view(self.world, chat) for chat in self.world.chats.values()]}

    @_answering
    async def chat(self, request: web.Request) -> object:
        """One chat."""
        return chat_view(self.world, self._chat(request))

    @_answering
    async def messages(self, request: web.Request) -> object:
        """The messages of both sides, oldest first; `?after=` leaves out what is known."""
        chat, after = self._chat(request), _number(request, "after")
        found = [message for message in chat.messages.values() if message.id > after]
        return {"messages": [message_view(self.world, chat, message) for message in found]}

    @_answering
    async def commands(self, request: web.Request) -> object:
        """The command menu and the description as a person with that language sees them here."""
        chat = self._chat(request)
        own = chat.person.language_code if chat.person else ""
        language = request.query.get("language", own or "")
        texts = self.world.texts
        description = texts.get(("description", language)) or texts.get(("description", ""), "")
        return {"commands": menu_for(self.world, chat, language), "description": description}

    @_answering
    async def file(self, request: web.Request) -> object:
        """A document, as a download."""
        stored = self.world.files.get(request.match_info["file_id"])
        if stored is None:
            raise PeopleError("no such file", status=404)
        response = web.Response(body=stored.content, content_type="application/octet-stream")
        response.headers["Content-Disposition"] = web_attachment(stored.name)
        return response

    @_answering
    async def journal(self, request: web.Request) -> object:
        """The bot's calls after `?since=`, of `?method=` or of all."""
        calls = self.world.journal.since(_number(request, "since"), request.query.get("method"))
        return {"calls": calls, "last": self.world.journal.last}

    @_answering
    async def rates(self, request: web.Request) -> object:
        """The breaches of Telegram's limits so far."""
        return self.world.rates.wire()

    @_answering
    async def events(self, request: web.Request) -> object:
        """What changed after `?since=`, at the latest after `?wait_s=`; without `since`, only where to begin."""
        if "since" not in request.query:
            return {"events": [], "last": self.world.events.last}
        since = _number(request, "since")
        wait_s = min(float(_number(request, "wait_s")), MAX_WAIT_S)
        if wait_s > 0 and not self.closing:
            await self.world.events.wait(since, wait_s)
        found = self.world.events.since(since)
        if found is None:
            return {"events": [], "last": self.world.events.last, "reset": True}
        latest = {(event.kind, event.chat_id, event.message_id): event for event in found}
        views = [self._event_view(event) for event in latest.values()]
        return {"events": views, "last": found[-1].seq if found else since}

    def _event_view(self, event: Event) -> Json:
        view: Json = {"seq": event.seq, "kind": event.kind, "chat_id": event.chat_id}
        chat = self.world.chats.get(event.chat_id)
        message = chat.messages.get(event.message_id) if chat and event.message_id else None
        if chat is not None and message is not None:
            view["message"] = message_view(self.world, chat, message)
        elif chat is not None:
            view["chat"] = chat_view(self.world, chat)
        return view

    # --- acting ------------------------------------------------------------------------------

    @_answering
    async def open(self, request: web.Request) -> object:
        """A new chat."""
        return chat_view(self.world, people.open_chat(self.world, await _body(request)))

    @_answering
    async def write(self, request: web.Request) -> object:
        """A person's message; `delivered` says whether the bot gets it."""
        chat = self._chat(request)
        message, update_id = people.write(self.world, chat, await _body(request))
        delivery: Json = {"update_id": update_id, "delivered": update_id is not None}
        return message_view(self.world, chat, message) | delivery

    @_answering
    async def edit(self, request: web.Request) -> object:
        """A person changes their own message."""
        chat, message = self._message(request)
        text = str((await _body(request)).get("text", ""))
        update_id = people.edit(self.world, chat, message, text)
        return message_view(self.world, chat, message) | {"update_id": update_id}

    @_answering
    async def age(self, request: web.Request) -> object:
        """The message is `seconds` older than it was."""
        chat, message = self._message(request)
        seconds = (await _body(request)).get("seconds", 0)
        if not isinstance(seconds, int):
            raise PeopleError("seconds must be a whole number")
        message.date -= seconds
        return message_view(self.world, chat, message)

    @_answering
    async def taps(self, request: web.Request) -> object:
        """A tap on a button, and the bot's answer to it if it comes within `wait_s`."""
        chat, wish = self._chat(request), await _body(request)
        message_id = wish.get("message_id")
        message = chat.messages.get(message_id) if isinstance(message_id, int) else None
        if message is None or message.deleted:
            raise PeopleError("no such message", status=404)
        button = people.chosen_button(message, wish)
        data = button.get("callback_data")
        if not isinstance(data, str):
            return {"answered": False, "button": button}
        query = people.tap(self.world, chat, message, data, wish.get("from"))
        return await self._await(query, wish)

    @_answering
    async def inline(self, request: web.Request) -> object:
        """An inline query, and the bot's results if they come within `wait_s`."""
        chat, wish = self._chat(request), await _body(request)
        return await self._await(people.search_inline(self.world, chat, wish), wish)

    async def _await(self, query: Query, wish: Json) -> Json:
        wait_s = wish.get("wait_s", WAIT_S)
        limit = min(float(wait_s), MAX_WAIT_S) if isinstance(wait_s, int | float) else WAIT_S
        try:
            await asyncio.wait_for(query.answered.wait(), limit)
        except TimeoutError:
            return {"query_id": query.id, "answered": False, "answer": None}
        return {"query_id": query.id, "answered": query.answer is not None, "answer": query.answer}

    @_answering
    async def act(self, request: web.Request) -> object:
        """A person blocks, kicks, restricts, promotes, migrates, …"""
        chat, wish = self._chat(request), await _body(request)
        world, actor = self.world, wish.get("from")
        standings = {
            "kick": "kicked",
            "leave": "left",
            "return": "member",
            "promote": "administrator",
            "demote": "member",
        }
        match request.match_info["act"]:
            case "block" | "unblock" as act:
                people.block(world, chat, act == "block")
            case "restrict":
                people.restrict(world, chat, str(wish.get("kind", "rights")))
            case "migrate":
                chat = people.migrate(world, chat)
            case "deactivate":
                chat.deactivated = True
            case act:
                people.set_standing(world, chat, standings[act], actor)
        return chat_view(world, chat)

    @_answering
    async def members(self, request: web.Request) -> object:
        """A person joins a group, or gets another status there."""
        chat = self._chat(request)
        person = people.set_member(self.world, chat, await _body(request))
        return {"user": person.wire(), "status": chat.members[person.id]}

    @_answering
    async def topics(self, request: web.Request) -> object:
        """A new topic."""
        chat = self._chat(request)
        topic = people.add_topic(self.world, chat, str((await _body(request)).get("name", "")))
        return {"id": topic.id, "name": topic.name}

    @_answering
    async def topic(self, request: web.Request) -> object:
        """A topic is closed, opened again or deleted."""
        chat = self._chat(request)
        topic: Topic | None = chat.topics.get(int(request.match_info["topic"]))
        if topic is None:
            raise PeopleError("no such topic", status=404)
        act = request.match_info["act"]
        if act == "delete":
            topic.deleted = True
        else:
            people.close_topic(self.world, chat, topic, act == "close")
        return chat_view(self.world, chat)

    @_answering
    async def inject(self, request: web.Request) -> object:
        """An update exactly as given, in line for the bot."""
        return {"update_id": self.world.updates.push_raw(await _body(request))}

    @_answering
    async def faults(self, request: web.Request) -> object:
        """The faults still to come."""
        return {"faults": [fault.wire() for fault in self.world.faults.waiting]}

    @_answering
    async def order_fault(self, request: web.Request) -> object:
        """A new fault."""
        return self.world.faults.order(await _body(request)).wire()

    @_answering
    async def clear_faults(self, request: web.Request) -> object:
        """No faults any more."""
        return {"cleared": self.world.faults.clear()}

    # --- finding -----------------------------------------------------------------------------

    def _chat(self, request: web.Request) -> Chat:
        chat = self.world.chats.get(int(request.match_info["id"]))
        if chat is None:
            raise PeopleError("no such chat", status=404)
        return chat

    def _message(self, request: web.Request) -> tuple[Chat, Message]:
        chat = self._chat(request)
        message = chat.messages.get(int(request.match_info["message_id"]))
        if message is None:
            raise PeopleError("no such message", status=404)
        return chat, message


def web_attachment(name: str) -> str:
    """The header that makes a browser save the file under its name."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "._- ") else "_" for char in name)
    encoded = "".join(f"%{byte:02X}" for byte in name.encode())
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def _number(request: web.Request, name: str) -> int:
    value = request.query.get(name, "0")
    if not value.isdigit():
        raise PeopleError(f"{name} must be a whole number")
    return int(value)


async def _body(request: web.Request) -> Json:
    raw = await request.read()
    try:
        parsed = json.loads(raw) if raw.strip() else {}
    except ValueError:
        raise PeopleError("the body must be JSON") from None
    if not isinstance(parsed, dict):
        raise PeopleError("the body must be a JSON object")
    return parsed
