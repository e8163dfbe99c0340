"""The bot's side: `/bot<TOKEN>/<method>`, and everything that may happen to a call on its way."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox import answering, profile, sending
from bot.sandbox.errors import (
    ApiError,
    Json,
    bad_request,
    too_many_requests,
    unauthorised,
    unknown_method,
    webhook_active,
)
from bot.sandbox.faults import Fault
from bot.sandbox.journal import Call
from bot.sandbox.parameters import Parameters, read_parameters
from bot.sandbox.rates import SENDING
from bot.sandbox.world import Webhook, World

Method = Callable[[World, Parameters], object]
MAX_POLL_S = 50
LOOPBACK = ("127.0.0.1", "localhost", "::1")

_set_description, _get_description = profile.describing("description")
_set_short_description, _get_short_description = profile.describing("short_description")
_set_name, _get_name = profile.describing("name")


def set_webhook(world: World, parameters: Parameters) -> object:
    """Updates are posted to the url from now on; an empty url ends that."""
    url = parameters.text("url")
    if url and urlsplit(url).hostname not in LOOPBACK:
        raise bad_request("bad webhook: the sandbox posts to this machine only")
    secret = parameters.text("secret_token")
    if not all(char.isascii() and (char.isalnum() or char in "_-") for char in secret):
        raise bad_request("secret token contains unallowed characters")
    if parameters.given("allowed_updates"):
        world.updates.allowed = tuple(parameters.texts("allowed_updates") or ())
    if parameters.flag("drop_pending_updates"):
        world.updates.pending.clear()
    world.webhook = Webhook(url, secret, parameters.whole("max_connections", 40))
    world.updates.wake()
    return True


def delete_webhook(world: World, parameters: Parameters) -> object:
    """Updates wait for getUpdates again."""
    if parameters.flag("drop_pending_updates"):
        world.updates.pending.clear()
    world.webhook = Webhook()
    return True


def get_webhook_info(world: World, _: Parameters) -> object:
    """Where updates go, how many wait, what went wrong last."""
    hook = world.webhook
    found: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
        "max_connections": hook.max_connections,
    }
    if hook.last_error is not None:
        found |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error}
    if world.updates.allowed:
        found["allowed_updates"] = list(world.updates.allowed)
    return found


METHODS: dict[str, Method] = {
    "getme": profile.get_me,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmydescription": _set_description,
    "getmydescription": _get_description,
    "setmyshortdescription": _set_short_description,
    "getmyshortdescription": _get_short_description,
    "setmyname": _set_name,
    "getmyname": _get_name,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "sendmessage": sending.send_message,
    "senddocument": sending.send_document,
    "editmessagetext": sending.edit_message_text,
    "editmessagecaption": sending.edit_message_caption,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "deletemessage": sending.delete_message,
    "deletemessages": sending.delete_messages,
    "pinchatmessage": sending.pin_chat_message,
    "getchat": answering.get_chat,
    "getchatmember": answering.get_chat_member,
    "getchatadministrators": answering.get_chat_administrators,
    "sendchataction": answering.send_chat_action,
    "leavechat": answering.leave_chat,
    "getfile": answering.get_file,
    "answercallbackquery": answering.answer_callback_query,
    "answerinlinequery": answering.answer_inline_query,
}


class BotSide:
    """The handlers of the bot's routes over one world."""

    def __init__(self, world: World, *, watch_rates: bool = False, enforce_rates: bool = False) -> None:
        self.world = world
        self.watch_rates = watch_rates
        self.enforce_rates = enforce_rates

    def routes(self) -> list[web.RouteDef]:
        """The bot's routes."""
        return [
            web.route("*", "/bot{token}/{method}", self.call),
            web.get("/file/bot{token}/{path:.+}", self.file),
        ]

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a file, by the path getFile gave."""
        if request.match_info["token"] != self.world.token:
            return _refuse(unauthorised())
        for stored in self.world.files.values():
            if stored.path == request.match_info["path"]:
                return web.Response(body=stored.content, content_type="application/octet-stream")
        return _refuse(unknown_method())

    async def call(self, request: web.Request) -> web.StreamResponse:
        """The answer to a call, unless a fault comes between; the journal has it either way."""
        method = request.match_info["method"]
        if request.match_info["token"] != self.world.token:
            return _refuse(unauthorised())
        if request.method not in ("GET", "POST"):
            return _refuse(ApiError(405, "Method Not Allowed"))
        chat_id: int | str | None = None
        result: object = None
        refusal: ApiError | None = None
        fault: Fault | None = None
        try:
            parameters = await read_parameters(request)
            chat_id = _chat_id(parameters)
            fault = self.world.faults.strike(method, chat_id)
            if fault is not None and fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
            if fault is None or fault.kind in ("delay", "drop_after"):
                result = await self._act(method, parameters, chat_id)
            elif fault.kind != "drop_before":
                refusal = fault.refusal()
        except ApiError as error:
            refusal = error
        self._note(method, chat_id, result, refusal, fault)
        if fault is not None and fault.kind.startswith("drop"):
            return _drop(request)
        return _refuse(refusal) if refusal else web.json_response({"ok": True, "result": result})

    async def _act(self, method: str, parameters: Parameters, chat_id: int | str | None) -> object:
        name = method.lower()
        if name == "getupdates":
            return await self._get_updates(parameters)
        if name not in METHODS:
            raise unknown_method()
        watched = name in SENDING and self.watch_rates and isinstance(chat_id, int)
        if watched and isinstance(chat_id, int):
            now = asyncio.get_running_loop().time()
            wait_s = self.world.rates.wait_s(chat_id, chat_id > 0, now) if self.enforce_rates else 0
            if wait_s > 0:
                raise too_many_requests(wait_s)
            self.world.rates.count(chat_id, chat_id > 0, now)
        return METHODS[name](self.world, parameters)

    async def _get_updates(self, parameters: Parameters) -> object:
        if self.world.webhook.url:
            raise webhook_active()
        limit = parameters.whole("limit", 100)
        return await self.world.updates.get(
            offset=parameters.whole("offset"),
            limit=limit if 1 <= limit <= 100 else 100,
            timeout_s=min(max(parameters.whole("timeout"), 0), MAX_POLL_S),
            allowed=parameters.texts("allowed_updates"),
        )

    def _note(
        self,
        method: str,
        chat_id: int | str | None,
        result: object,
        refusal: ApiError | None,
        fault: Fault | None,
    ) -> None:
        message_id = result.get("message_id") if isinstance(result, dict) else None
        dropped = fault is not None and fault.kind.startswith("drop")
        self.world.journal.add(
            Call(
                seq=self.world.journal.number(),
                at=self.world.clock(),
                method=method,
                chat_id=chat_id,
                outcome="dropped" if dropped else "refused" if refusal else "ok",
                code=refusal.code if refusal else None,
                description=refusal.description if refusal else None,
                message_id=message_id if isinstance(message_id, int) else None,
                fault=fault.kind if fault else None,
            )
        )


def _chat_id(parameters: Parameters) -> int | str | None:
    text = parameters.text("chat_id")
    return int(text) if text.lstrip("-").isdigit() else text or None


def _refuse(refusal: ApiError) -> web.Response:
    headers = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    return web.json_response(refusal.wire(), status=refusal.code, headers=headers)


def _drop(request: web.Request) -> web.Response:
    """No answer: the connection is cut, as when a network fails."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
