"""What can be set of the backends: an ordered chain, each with its limits. Keys are named, never held."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BackendSettings(_Strict):
    """One backend of the chain."""

    kind: Literal["openai", "anthropic", "deepl", "local"]
    model: str = ""  # of openai and anthropic; of local only its name in the alert's foot
    base_url: str = ""  # "": the kind's own address
    key_env: str = ""  # the environment variable that holds the key; "" where none is needed (Ollama)
    directory: Path | None = None  # of local: model.bin, source.spm, target.spm
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 60.0
    max_tokens: Annotated[int, Field(ge=100, le=32_000)] = 2_000
    daily_requests: Annotated[int, Field(ge=0)] = 500
    daily_characters: Annotated[int, Field(ge=0)] = 5_000_000
    price_per_million: Annotated[float, Field(ge=0)] = 0.0  # of characters, for the estimate of a backfill

    @model_validator(mode="after")
    def _complete(self) -> "BackendSettings":
        if self.kind == "local" and self.directory is None:
            raise ValueError('directory is needed with kind = "local"')
        if self.kind in ("openai", "anthropic") and not self.model:
            raise ValueError(f'model is needed with kind = "{self.kind}"')
        if self.base_url and not self.base_url.startswith(("http://", "https://")):
            raise ValueError("base_url: an http(s) address is needed")
        return self


class WritingSettings(_Strict):
    """The chain, in the order in which it is asked; empty: nothing is written, the rules speak."""

    deadline_s: Annotated[float, Field(gt=0, le=900)] = 90.0
    backend: tuple[BackendSettings, ...] = ()
