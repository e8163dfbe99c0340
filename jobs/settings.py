"""The one way settings come in: a TOML file, read once, refused whole when anything in it is wrong.

Every key stands with its default and a comment in config.example.toml; a test holds the two equal. Secrets are never
in the file: it names the environment variable that holds them.
"""

import hashlib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from jobs import regions
from jobs.due import known_zone
from jobs.errors import SettingsError
from jobs.model import Language, Rights


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(_Strict):
    """Where the rows are."""

    url: str = "sqlite:///data/sosik.db"


class TelegramSettings(_Strict):
    """How Telegram is reached and how fast."""

    token_env: str = "SOSIK_TOKEN"  # noqa: S105 — the name of a variable, not a secret
    api_base_url: str = "https://api.telegram.org"
    mode: Literal["polling"] = "polling"
    owners: tuple[int, ...] = ()
    rate_per_s: Annotated[float, Field(gt=0, le=1000)] = 28.0
    paid_broadcast: bool = False  # 0.1 Telegram Star an alert, for a rate above 30

    @model_validator(mode="after")
    def _fast_is_paid(self) -> "TelegramSettings":
        if self.rate_per_s > 30 and not self.paid_broadcast:
            raise ValueError("a rate_per_s above 30 needs paid_broadcast = true (0.1 Telegram Star a message)")
        return self


class KoreanSettings(_Strict):
    """How Korean is split."""

    analyser: Literal["kiwi", "none"] = "kiwi"


class LabelSettings(_Strict):
    """What the house calls a region; "" leaves the name as it is."""

    ko: str = ""
    en: str = ""


def _known_code(code: str) -> str:
    if regions.by_code(code) is None:
        raise ValueError("no such region")
    return code


_USUAL_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "deepl": "DEEPL_AUTH_KEY"}


class BackendSettings(_Strict):
    """One backend that writes summaries."""

    kind: Literal["openai", "anthropic", "deepl", "local"]
    model: str = ""  # of openai and anthropic; of local only its name in the alert's foot
    base_url: str = ""  # "": the kind's own address
    key_env: str = ""  # the variable that holds the key; "": the kind's usual one, none with an address of one's own
    directory: Path | None = None  # of local: model.bin, source.spm, target.spm
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 60.0
    max_tokens: Annotated[int, Field(ge=100, le=32_000)] = 2_000
    daily_requests: Annotated[int, Field(ge=0)] = 500
    daily_characters: Annotated[int, Field(ge=0)] = 5_000_000
    price_per_million: Annotated[float, Field(ge=0)] = 0.0  # of characters, for the estimate of `sosik backfill`

    @model_validator(mode="after")
    def _complete(self) -> "BackendSettings":
        if self.kind == "local" and self.directory is None:
            raise ValueError('directory is needed with kind = "local"')
        if self.kind in ("openai", "anthropic") and not self.model:
            raise ValueError(f'model is needed with kind = "{self.kind}"')
        if self.base_url and not self.base_url.startswith(("http://", "https://")):
            raise ValueError("base_url: an http(s) address is needed")
        return self

    @property
    def key_variable(self) -> str:
        """Give the environment variable that must hold its key; "" where it needs none."""
        return self.key_env or ("" if self.base_url else _USUAL_KEYS.get(self.kind, ""))


class SummarySettings(_Strict):
    """The backends in the order in which they are asked; none: the rules speak."""

    deadline_s: Annotated[float, Field(gt=0, le=900)] = 30.0
    backend: tuple[BackendSettings, ...] = ()


class BoardSettings(_Strict):
    """Where the parts of a board's list and detail pages are (CSS selectors)."""

    row: str
    link: str = "a"
    title: str = ""  # selector within the row; "": the link's own text
    date: str = ""
    id_parameter: str = ""
    canonical_parameters: tuple[str, ...] = ()
    body: str = "article"
    drop: tuple[str, ...] = (".sr_only", "script", "style")
    notice: str = ""  # rows that match are skipped
    pages: Annotated[int, Field(ge=1, le=20)] = 1
    page_parameter: str = ""
    min_rows: Annotated[int, Field(ge=0)] = 1


class SourceSettings(_Strict):
    """One feed, board or folder."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
    kind: Literal["feed", "board", "folder"]
    url: str  # of a folder: its path
    name: str = ""
    name_en: str = ""
    language: Language = Language.KO
    timezone: str = "Asia/Seoul"
    region: str = ""  # what its texts are about where they do not say; several with commas
    rights: Rights = Rights.LINK
    publish: Literal["auto", "delay", "hold"] = "auto"
    delay_s: Annotated[int, Field(ge=1, le=86_400)] = 600
    urgent: bool = False
    recheck: Annotated[int, Field(ge=0, le=100)] = 5
    max_age_days: Annotated[int, Field(ge=0)] = 14
    baseline: bool = True  # the first poll stores without pushing
    max_new_per_poll: Annotated[int, Field(ge=0)] = 20  # more at once are one digest; 0: no limit
    interval_s: Annotated[int, Field(ge=1)] = 900  # the shortest time between two polls
    max_interval_s: Annotated[int, Field(ge=0)] = 3_600  # the longest; a smaller one than interval_s means that
    spacing_s: Annotated[float, Field(ge=0, le=60)] = 1.0  # between the starts of two requests to its host
    allow_ports: tuple[int, ...] = ()
    allow_private: bool = False
    board: BoardSettings | None = None

    @property
    def read_as(self) -> str:
        """Give a word that becomes another one when the kind does or a board's selectors."""
        if self.board is None:
            return self.kind
        return f"{self.kind} {hashlib.sha256(self.board.model_dump_json().encode()).hexdigest()[:12]}"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if not known_zone(value):
            raise ValueError(f"no such time zone: {value}")
        return value

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str) -> str:
        for name in filter(None, (part.strip() for part in value.split(","))):
            if not regions.find(name):
                raise ValueError(f"no such region: {name}")
        return value

    @field_validator("url")
    @classmethod
    def _an_address(cls, value: str, given: ValidationInfo) -> str:
        if given.data.get("kind") == "folder":
            if not value or "://" in value:
                raise ValueError("the path of a folder is needed")
        elif not value.startswith(("http://", "https://")):
            raise ValueError("an http(s) address is needed")
        return value

    @model_validator(mode="after")
    def _board_needs_selectors(self) -> "SourceSettings":
        if (self.kind == "board") != (self.board is not None):
            raise ValueError('[source.board] goes with kind = "board", and only with it')
        return self


class Settings(_Strict):
    """Everything that can be set."""

    data_dir: Path = Path("data")
    database: DatabaseSettings = DatabaseSettings()
    telegram: TelegramSettings = TelegramSettings()
    korean: KoreanSettings = KoreanSettings()
    labels: dict[Annotated[str, AfterValidator(_known_code)], LabelSettings] = {}
    summary: SummarySettings = SummarySettings()
    source: tuple[SourceSettings, ...] = ()

    @model_validator(mode="after")
    def _source_ids_differ(self) -> "Settings":
        seen: set[str] = set()
        for source in self.source:
            if source.id in seen:
                raise ValueError(f"source.id: {source.id} stands twice")
            seen.add(source.id)
        return self


def parse(text: str, *, name: str = "config.toml") -> Settings:
    """Read settings from TOML text.

    Raises SettingsError naming the key and, where the file has it, its line.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(name, str(error)) from error
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        location = tuple(part for part in first["loc"] if part != "[key]")
        key = ".".join(map(str, location)) or name
        problem = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
        line = _line_of(text, location)
        raise SettingsError(key, f"{problem} ({name}{f', line {line}' if line else ''})") from error


def load(path: Path) -> Settings:
    """Read settings from a file; from then on regions are called as it says.

    Relative paths in it are relative to the file's folder. Raises SettingsError when the file cannot be read or used.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(str(path), f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), "is not UTF-8") from error
    settings = parse(text, name=path.name)
    regions.relabel({code: {Language.KO: own.ko, Language.EN: own.en} for code, own in settings.labels.items()})
    return anchored(settings, path.parent)


def anchored(settings: Settings, folder: Path) -> Settings:
    """Give the settings with their relative paths below `folder`."""
    url = settings.database.url
    prefix = "sqlite:///"
    if url.startswith(prefix) and not Path(url.removeprefix(prefix)).is_absolute():
        url = prefix + str((folder / url.removeprefix(prefix)).absolute())
    changed = {
        "data_dir": (folder / settings.data_dir).absolute(),
        "database": settings.database.model_copy(update={"url": url}),
        "source": tuple(_anchored_source(source, folder) for source in settings.source),
        "summary": settings.summary.model_copy(
            update={"backend": tuple(_anchored_backend(one, folder) for one in settings.summary.backend)}
        ),
    }
    return settings.model_copy(update=changed)


def _anchored_source(source: SourceSettings, folder: Path) -> SourceSettings:
    if source.kind != "folder":
        return source
    return source.model_copy(update={"url": str((folder / source.url).absolute())})


def _anchored_backend(backend: BackendSettings, folder: Path) -> BackendSettings:
    if backend.directory is None:
        return backend
    return backend.model_copy(update={"directory": (folder / backend.directory).absolute()})


def token(settings: Settings, environment: Mapping[str, str] = os.environ) -> str:
    """Give Telegram's token from the environment. Raises SettingsError naming the variable when it is missing."""
    value = environment.get(settings.telegram.token_env, "").strip()
    if not value:
        raise SettingsError(
            "telegram.token_env", f"the environment variable {settings.telegram.token_env} holds no token"
        )
    return value


def backend_keys(settings: SummarySettings, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Give the key of each backend, "" where it needs none. Raises SettingsError naming a variable that is missing."""
    keys = []
    for number, backend in enumerate(settings.backend):
        value = environment.get(backend.key_variable, "").strip()
        if backend.key_variable and not value:
            raise SettingsError(
                f"summary.backend.{number}.key_env", f"the environment variable {backend.key_variable} holds no key"
            )
        keys.append(value)
    return tuple(keys)


def _line_of(text: str, location: tuple[int | str, ...]) -> int | None:
    """Find the line of a key by scanning: tomllib gives no positions on 3.11."""
    key = next((part for part in reversed(location) if isinstance(part, str)), None)
    place = next((at for at, part in enumerate(location) if isinstance(part, int)), None)
    block = None if place is None else location[place]
    opens = f"[[{'.'.join(map(str, location[:place]))}]]"
    seen = -1
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith(opens):
            seen += 1
        if (block is None or seen == block) and key and bare.split("=")[0].strip().strip('"') == key:
            return number
    return None
