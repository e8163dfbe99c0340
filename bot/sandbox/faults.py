"""Faults that tests order: the next calls that match are refused, dropped or delayed."""

from dataclasses import asdict, dataclass, field

from bot.sandbox.errors import (
    ApiError,
    Json,
    PeopleError,
    bad_request,
    forbidden,
    internal,
    too_many_requests,
)

KINDS = ("429", "403", "400", "500", "drop_before", "drop_after", "delay")


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to the next `times` calls of a method, for a chat or for any."""

    id: int
    kind: str
    method: str | None = None
    chat_id: int | None = None
    times: int = 1
    after: int = 0
    retry_after: int = 1
    description: str | None = None
    seconds: float = 1.0
    hits: int = 0

    def matches(self, method: str, chat_id: int | str | None) -> bool:
        """Whether the call is one of those meant."""
        if self.method is not None and self.method.lower() != method.lower():
            return False
        return self.chat_id is None or str(self.chat_id) == str(chat_id)

    def refusal(self) -> ApiError | None:
        """The answer instead of the real one; None where the fault is no answer."""
        match self.kind:
            case "429":
                return too_many_requests(self.retry_after)
            case "403":
                refused = forbidden("bot was blocked by the user")
            case "400":
                refused = bad_request("chat not found")
            case "500":
                refused = internal()
            case _:
                return None
        return ApiError(refused.code, self.description or refused.description)

    def wire(self) -> Json:
        """The fault as GET /sandbox/faults shows it."""
        return asdict(self)


@dataclass(slots=True)
class Faults:
    """The faults still to come."""

    waiting: list[Fault] = field(default_factory=list)
    last_id: int = 0

    def order(self, wish: Json) -> Fault:
        """The fault that was asked for, in line behind the others."""
        kind = str(wish.get("kind"))
        if kind not in KINDS:
            raise PeopleError(f"kind must be one of {', '.join(KINDS)}")
        self.last_id += 1
        fault = Fault(id=self.last_id, kind=kind)
        fault.method = _text(wish, "method")
        fault.chat_id = _whole(wish, "chat_id", None)
        fault.description = _text(wish, "description")
        fault.times = _whole(wish, "times", 1) or 0
        fault.after = _whole(wish, "after", 0) or 0
        fault.retry_after = _whole(wish, "retry_after", 1) or 0
        seconds = wish.get("seconds", 1.0)
        if not isinstance(seconds, int | float):
            raise PeopleError("seconds must be a number")
        fault.seconds = float(seconds)
        self.waiting.append(fault)
        return fault

    def strike(self, method: str, chat_id: int | str | None) -> Fault | None:
        """The fault this call meets, counted; None where it goes through."""
        for fault in self.waiting:
            if not fault.matches(method, chat_id):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.hits += 1
            if fault.hits >= fault.times:
                self.waiting.remove(fault)
            return fault
        return None

    def clear(self) -> int:
        """How many faults were taken back."""
        gone = len(self.waiting)
        self.waiting.clear()
        return gone


def _text(wish: Json, name: str) -> str | None:
    value = wish.get(name)
    if value is not None and not isinstance(value, str):
        raise PeopleError(f"{name} must be a text")
    return value


def _whole(wish: Json, name: str, otherwise: int | None) -> int | None:
    value = wish.get(name, otherwise)
    if value is not None and not isinstance(value, int):
        raise PeopleError(f"{name} must be a whole number")
    return value
