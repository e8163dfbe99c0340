"""Every refusal of the Bot API that the sandbox knows, in Telegram's own words.

A refusal is raised where the rule is broken and becomes the JSON answer in one place, `bot_side`.
"""

Json = dict[str, object]
"""An object of the Bot API as it goes over the wire."""


class ApiError(Exception):
    """The Bot API refuses the call with this code and description."""

    def __init__(self, code: int, description: str, *, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def wire(self) -> Json:
        """The body of the refusing answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body

    @property
    def retry_after(self) -> int | None:
        """Seconds to wait, where the refusal names them."""
        wait = (self.parameters or {}).get("retry_after")
        return wait if isinstance(wait, int) else None


class PeopleError(Exception):
    """A request of the people's side cannot be done as asked."""

    def __init__(self, reason: str, *, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


def bad_request(reason: str) -> ApiError:
    """A 400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """A 403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {reason}")


def cannot_parse(reason: str) -> ApiError:
    """The 400 that refuses the markup of a text."""
    return bad_request(f"can't parse entities: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """The 429 that asks to wait `retry_after` seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", parameters={"retry_after": retry_after})


def moved(new_chat_id: int) -> ApiError:
    """The 400 of a group that became a supergroup, naming its new id."""
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": new_chat_id},
    )


def unauthorised() -> ApiError:
    """The 401 of a wrong token."""
    return ApiError(401, "Unauthorized")


def unknown_method() -> ApiError:
    """The 404 of a method that does not exist."""
    return ApiError(404, "Not Found")


def internal() -> ApiError:
    """The 500 Telegram answers in bad moments."""
    return ApiError(500, "Internal Server Error")


def other_poller() -> ApiError:
    """The 409 a getUpdates gets when a newer one takes over."""
    return ApiError(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


def webhook_active() -> ApiError:
    """The 409 of getUpdates while a webhook is set."""
    return ApiError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
