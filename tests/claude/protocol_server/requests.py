"""What a request body may hold: every field known, every other refused.

A string where the API takes text blocks is the API's shorthand for one text block, and is read as that.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from protocol_server.errors import invalid

#: Signs every thinking block; one that comes back with another was changed on the way.
SIGNATURE = "c2lnbmVkLWJ5LXRoZS10ZXN0LXNlcnZlcg=="
SAMPLING = ("temperature", "top_p", "top_k")


class Strict(BaseModel):
    """No field but those named, no value turned into another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _as_blocks(value: Any) -> Any:
    return [{"type": "text", "text": value}] if isinstance(value, str) else value


class CacheControl(Strict):
    """A breakpoint: the prompt up to and with this block is cached."""

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"] = "5m"


class InnerText(Strict):
    """Text inside a document; it cannot be a breakpoint of its own."""

    type: Literal["text"]
    text: str


class Text(InnerText):
    """A text block."""

    cache_control: CacheControl | None = None
    citations: list[dict[str, Any]] | None = None


class PlainSource(Strict):
    """A document given as plain text."""

    type: Literal["text"]
    media_type: Literal["text/plain"]
    data: str


class ContentSource(Strict):
    """A document given as text blocks."""

    type: Literal["content"]
    content: Annotated[list[InnerText], BeforeValidator(_as_blocks)]


class Citations(Strict):
    """Whether the model is to cite this document."""

    enabled: bool = False


class Document(Strict):
    """A document block; of the API's sources, text and content are offered here."""

    type: Literal["document"]
    source: Annotated[PlainSource | ContentSource, Field(discriminator="type")]
    title: str | None = None
    context: str | None = None
    citations: Citations | None = None
    cache_control: CacheControl | None = None


class Thinking(Strict):
    """A thinking block of an earlier reply, sent back as it came."""

    type: Literal["thinking"]
    thinking: str
    signature: str


Block = Annotated[Text | Document | Thinking, Field(discriminator="type")]


class Message(Strict):
    """One turn."""

    role: Literal["user", "assistant"]
    content: Annotated[list[Block], BeforeValidator(_as_blocks)]


class Tool(Strict):
    """A tool the client would run; this server never calls one."""

    name: str = Field(pattern=r"^[a-zA-Z0-9_-]{1,128}$")
    input_schema: dict[str, Any]
    description: str | None = None
    type: Literal["custom"] | None = None
    strict: bool = False
    cache_control: CacheControl | None = None


class ToolChoice(Strict):
    """How tools may be used; current models refuse a forced choice."""

    type: Literal["auto", "none"]
    disable_parallel_tool_use: bool = False


class Format(Strict):
    """The JSON schema the reply must match."""

    type: Literal["json_schema"]
    body: dict[str, Any] = Field(alias="schema")


class OutputConfig(Strict):
    """Effort and format of the reply."""

    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = None
    format: Format | None = None


class Adaptive(Strict):
    """The model decides how much to think."""

    type: Literal["adaptive"]
    display: Literal["summarized", "omitted"] | None = None


class Enabled(Strict):
    """Thinking with a budget in tokens."""

    type: Literal["enabled"]
    budget_tokens: int = Field(ge=1024)
    display: Literal["summarized", "omitted"] | None = None


class Off(Strict):
    """No thinking, or thinking between tool calls only."""

    type: Literal["disabled", "between_tools"]


class Metadata(Strict):
    """Who the request is for, as an opaque id."""

    user_id: str | None = Field(default=None, max_length=256)


class Prompt(Strict):
    """What `count_tokens` takes."""

    model: str
    messages: list[Message] = Field(min_length=1, max_length=100_000)
    system: Annotated[list[Text], BeforeValidator(_as_blocks)] | None = None
    tools: list[Tool] = []
    tool_choice: ToolChoice | None = None
    thinking: Annotated[Adaptive | Enabled | Off, Field(discriminator="type")] | None = None
    output_config: OutputConfig | None = None
    cache_control: CacheControl | None = None
    speed: Literal["standard"] | None = None

    @property
    def schema_asked(self) -> dict[str, Any] | None:
        """The JSON schema of the reply, where one was asked for."""
        return self.output_config.format.body if self.output_config and self.output_config.format else None

    @property
    def effort(self) -> str | None:
        """The effort asked for; None is the model's default."""
        return self.output_config.effort if self.output_config else None


class Create(Prompt):
    """What `POST /v1/messages` takes."""

    max_tokens: int = Field(ge=0)
    stream: bool = False
    stop_sequences: list[str] = []
    metadata: Metadata | None = None
    service_tier: Literal["auto", "standard_only"] | None = None
    inference_geo: str | None = None


class BatchEntry(Strict):
    """One request of a batch; its params are checked when it is processed, as the API does."""

    custom_id: str = Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")
    params: dict[str, Any]


class BatchCreate(Strict):
    """What `POST /v1/messages/batches` takes."""

    requests: list[BatchEntry] = Field(min_length=1, max_length=100_000)


Body = TypeVar("Body", bound=Strict)


def read_body(kind: type[Body], body: Any) -> Body:
    """The body as this kind of request; the first thing wrong with it is refused."""
    if isinstance(body, dict) and (given := [name for name in SAMPLING if name in body]):
        raise invalid(f"{given[0]}: sampling parameters are not supported for this model")
    try:
        return kind.model_validate(body)
    except ValidationError as failure:
        first = failure.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise invalid(f"{place}: {first['msg']}") from None
