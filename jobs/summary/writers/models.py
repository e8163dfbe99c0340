"""Language models behind HTTP: any OpenAI-compatible address, and Anthropic's."""

import secrets
from typing import Any

from jobs.settings import BackendSettings
from jobs.summary.writers.task import SCHEMA, SYSTEM, BackendError, Task, prompt, read_answer
from jobs.summary.writers.wire import Wire
from jobs.summary.written import Written


class OpenAiBackend:
    """Chat completions with a JSON schema: OpenAI, Ollama, vLLM, llama.cpp, Gemini's compatible address."""

    def __init__(self, settings: BackendSettings, key: str) -> None:
        """Keep the address and the model; nothing is asked yet."""
        self.name = settings.model
        self._settings = settings
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._wire = Wire(settings.base_url or "https://api.openai.com/v1", headers, settings.timeout_s)

    async def write(self, task: Task) -> Written:
        """Give what the model wrote; raises BackendError."""
        answer = await self._wire.post(
            "/chat/completions",
            {
                "model": self._settings.model,
                "max_tokens": self._settings.max_tokens,
                "temperature": 0,
                "messages": [
                    {"role": "system", "content": SYSTEM},
                    {"role": "user", "content": prompt(task, secrets.token_hex(12))},
                ],
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "summary", "strict": True, "schema": dict(SCHEMA)},
                },
            },
        )
        choice = _first(answer, "choices", self.name)
        message = choice.get("message")
        if not isinstance(message, dict):
            raise BackendError(f"{self.name}: no message")
        if message.get("refusal") or choice.get("finish_reason") == "content_filter":
            raise BackendError(f"{self.name}: refused to write")
        if choice.get("finish_reason") == "length" or not isinstance(message.get("content"), str):
            raise BackendError(f"{self.name}: cut off")
        return read_answer(message["content"], self.name)

    async def close(self) -> None:
        """Close the connection."""
        await self._wire.close()


class AnthropicBackend:
    """Messages with one tool whose input is the schema."""

    def __init__(self, settings: BackendSettings, key: str) -> None:
        """Keep the address and the model; nothing is asked yet."""
        self.name = settings.model
        self._settings = settings
        headers = {"x-api-key": key, "anthropic-version": "2023-06-01"}
        self._wire = Wire(settings.base_url or "https://api.anthropic.com", headers, settings.timeout_s)

    async def write(self, task: Task) -> Written:
        """Give what the model wrote; raises BackendError."""
        answer = await self._wire.post(
            "/v1/messages",
            {
                "model": self._settings.model,
                "max_tokens": self._settings.max_tokens,
                "system": SYSTEM,
                "messages": [{"role": "user", "content": prompt(task, secrets.token_hex(12))}],
                "tools": [{"name": "summary", "description": "Give the summary.", "input_schema": dict(SCHEMA)}],
                "tool_choice": {"type": "tool", "name": "summary"},
            },
        )
        stopped = answer.get("stop_reason") if isinstance(answer, dict) else None
        if stopped == "refusal":
            raise BackendError(f"{self.name}: refused to write")
        if stopped == "max_tokens":
            raise BackendError(f"{self.name}: cut off")
        parts = answer.get("content") if isinstance(answer, dict) else None
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, dict) and part.get("type") == "tool_use" and isinstance(part.get("input"), dict):
                return read_answer(part["input"], self.name)
        raise BackendError(f"{self.name}: nothing was written")

    async def close(self) -> None:
        """Close the connection."""
        await self._wire.close()


def _first(answer: Any, name: str, backend: str) -> dict[str, Any]:
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        raise BackendError(f"{backend}: no {name}")
    return found[0]
