"""The settings: their environment variables, types, defaults and descriptions."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from db.credential_cipher import derived_key
from gql.ip_addresses import is_loopback, url_host
from gql.settings import checks
from gql.settings.cost_limits import Limits

MAX_CONNECTIONS = 2_000  # per process, unless SALESGRAPH_MAX_CONNECTIONS is set
_LIMITS = Limits()

_Switch = Annotated[bool, BeforeValidator(checks.switch)]
_DatabaseUrl = Annotated[str, AfterValidator(checks.database_url)]


def _is_private(above: dict[str, Any]) -> bool:
    """Whether the database is the embedded one and the server listens on loopback only."""
    return above["database_url"] is None and is_loopback(above["host"])


def _up_to(highest: int) -> BeforeValidator:
    return BeforeValidator(checks.whole_number(highest))


def _setting(name: str, meaning: str, default: Any = None, **more: Any) -> Any:
    """Declare a setting that is read from the environment variable `name`.

    `default` is a value, or a function of the settings declared above. `shown` describes the
    default in words. `repr=False` marks a secret.
    """
    shown = more.pop("shown", None)
    kind = "default_factory" if callable(default) else "default"
    return Field(
        validation_alias=name,
        description=meaning,
        json_schema_extra={"shown": shown},
        **{kind: default},
        **more,
    )


class Settings(BaseSettings):
    """The configuration of a process. Immutable, and passed as an argument.

    Creating one directly, `Settings(secret=…, database_url=…)`, reads neither the environment nor
    any file. Raises pydantic.ValidationError.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
    )

    database_url: _DatabaseUrl | None = _setting(
        "DATABASE_URL",
        "PostgreSQL 15 to 18, reached with the login of the application.",
        shown="an embedded PostgreSQL 18 in SALESGRAPH_DATA",
        repr=False,
    )
    database_owner_url: _DatabaseUrl | None = _setting(
        "DATABASE_OWNER_URL",
        "The same database, reached with the login that owns it; used by `migrate` and to create"
        " tenants and users.",
        shown="DATABASE_URL",
        repr=False,
    )
    host: Annotated[str, AfterValidator(checks.host)] = _setting(
        "HOST", "Host name or IP address to listen on.", "127.0.0.1"
    )
    port: Annotated[int, _up_to(65_535)] = _setting("PORT", "TCP port to listen on.", 8000)
    data: Annotated[Path, BeforeValidator(checks.folder)] = _setting(
        "SALESGRAPH_DATA", "Folder of the embedded PostgreSQL and of the secret.", Path(".data")
    )
    secret: Annotated[str, AfterValidator(checks.own_secret)] = Field(
        validation_alias="SALESGRAPH_SECRET",
        description="Key that signs bearer tokens and links to PDFs, at least 32 bytes.",
        json_schema_extra={"shown": "created once in SALESGRAPH_DATA"},
        repr=False,
    )
    encryption_keys: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(checks.encryption_keys)
    ] = _setting(
        "SALESGRAPH_ENCRYPTION_KEYS",
        "Keys that encrypt stored credentials, separated by commas: 32 bytes each, in URL-safe"
        " base64. The first one encrypts; the others only read, so that keys can be replaced.",
        (),
        shown="derived from SALESGRAPH_SECRET",
        repr=False,
    )
    demo: _Switch = _setting(
        "SALESGRAPH_DEMO",
        "Whether `serve` creates the demo tenant if it does not exist.",
        _is_private,
        shown="on with the embedded PostgreSQL on a loopback HOST, otherwise off",
    )
    demo_erp: _Switch = _setting(
        "SALESGRAPH_DEMO_ERP",
        "Whether `serve` starts a simulator of Business Central for the demo tenant.",
        lambda _: False,
        shown="off",
    )
    public_url: Annotated[str, AfterValidator(checks.public_url)] | None = _setting(
        "SALESGRAPH_PUBLIC_URL",
        "URL at which clients reach the server; links to PDFs begin with it.",
        shown="taken from each request",
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(checks.host_names)] = (
        _setting(
            "SALESGRAPH_ALLOWED_HOSTS",
            "Host names that requests may be addressed to, separated by commas, besides loopback"
            " addresses and the host of SALESGRAPH_PUBLIC_URL.",
            (),
            shown="none",
        )
    )
    max_token_hours: Annotated[int, _up_to(8_760)] = _setting(
        "SALESGRAPH_MAX_TOKEN_HOURS", "Longest lifetime of a bearer token, in hours.", 24
    )
    link_minutes: Annotated[int, _up_to(1_440)] = _setting(
        "SALESGRAPH_LINK_MINUTES", "Lifetime of a link to a PDF, in minutes.", 15
    )
    workers: Annotated[int, _up_to(64)] = _setting(
        "SALESGRAPH_WORKERS", "Number of processes that answer requests.", 1
    )
    pool_size: Annotated[int, _up_to(100)] = _setting(
        "SALESGRAPH_POOL_SIZE",
        "Database connections of each process for reads, and as many again for writes; four more"
        " check users, wait for jobs and number changes.",
        8,
    )
    run_jobs: _Switch = _setting(
        "SALESGRAPH_RUN_JOBS",
        "Whether `serve` runs background jobs itself; turn it off where `salesgraph worker` runs"
        " them.",
        default=True,
    )
    smtp_url: Annotated[str, AfterValidator(checks.smtp_url)] | None = _setting(
        "SALESGRAPH_SMTP_URL",
        "Mail server: smtp://user:password@host:587 or smtps://user:password@host.",
        shown="no mail is sent",
        repr=False,
    )
    mail_from: Annotated[str, AfterValidator(checks.mail_address)] | None = _setting(
        "SALESGRAPH_MAIL_FROM",
        "Address that mail is sent from; required with SALESGRAPH_SMTP_URL.",
        shown="none",
        validate_default=True,
    )
    business_central_url: Annotated[str, AfterValidator(checks.public_url)] = _setting(
        "SALESGRAPH_BUSINESS_CENTRAL_URL",
        "Where Business Central is; a simulator is elsewhere.",
        "https://api.businesscentral.dynamics.com",
    )
    entra_url: Annotated[str, AfterValidator(checks.public_url)] = _setting(
        "SALESGRAPH_ENTRA_URL",
        "Where Microsoft Entra issues tokens for Business Central.",
        "https://login.microsoftonline.com",
    )
    max_connections: Annotated[int, _up_to(100_000)] = _setting(
        "SALESGRAPH_MAX_CONNECTIONS",
        "Most connections of clients to each process; a single address may have half of them.",
        MAX_CONNECTIONS,
    )
    max_cost: Annotated[int, _up_to(100_000_000)] = _setting(
        "SALESGRAPH_MAX_COST", "Highest cost of a request: see docs/limits.md.", _LIMITS.cost
    )
    max_depth: Annotated[int, _up_to(50)] = _setting(
        "SALESGRAPH_MAX_DEPTH", "Deepest nesting of fields in a request.", _LIMITS.depth
    )
    max_fields: Annotated[int, _up_to(100_000)] = _setting(
        "SALESGRAPH_MAX_FIELDS", "Most fields in a request.", _LIMITS.fields
    )
    max_aliases: Annotated[int, _up_to(100_000)] = _setting(
        "SALESGRAPH_MAX_ALIASES", "Most aliases in a request.", _LIMITS.aliases
    )
    max_mutations: Annotated[int, _up_to(1_000)] = _setting(
        "SALESGRAPH_MAX_MUTATIONS", "Most mutations in a request.", _LIMITS.mutations
    )

    @property
    def limits(self) -> Limits:
        """The limits of a request."""
        return Limits(
            cost=self.max_cost,
            depth=self.max_depth,
            fields=self.max_fields,
            aliases=self.max_aliases,
            mutations=self.max_mutations,
        )

    @property
    def credential_keys(self) -> tuple[str, ...]:
        """The keys that encrypt stored credentials, the newest first.

        The one that is derived from the secret is the last, so that what it has encrypted can be
        read once other keys are set.
        """
        return (*self.encryption_keys, derived_key(self.secret))

    @property
    def notification_base(self) -> str | None:
        """URL at which Business Central reaches this server; None if it does not: it is polled."""
        url = self.public_url
        if self.demo_erp and url is None:  # the simulator runs on this machine
            return f"http://{url_host(self.host)}:{self.port}" if is_loopback(self.host) else None
        return url if url and (self.demo_erp or url.lower().startswith("https://")) else None

    @property
    def is_private_demo(self) -> bool:
        """Whether the demo is open to the user of this machine and reachable by nobody else."""
        return self.demo and self.database_url is None and is_loopback(self.host)

    @field_validator("database_owner_url")
    @classmethod
    def _belongs_to_a_database(cls, value: str | None, above: ValidationInfo) -> str | None:
        if value and above.data.get("database_url", "not valid") is None:
            raise ValueError("requires DATABASE_URL, the login of the application")
        return value

    @field_validator("mail_from")
    @classmethod
    def _is_there_for_mail(cls, value: str | None, above: ValidationInfo) -> str | None:
        if value is None and above.data.get("smtp_url"):
            raise ValueError(
                "must be set together with SALESGRAPH_SMTP_URL, to an address like"
                " sales@example.com"
            )
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from the arguments only; `read_settings` reads the environment."""
        return (init_settings,)


VARIABLES = {  # environment variable to setting
    field.validation_alias: name
    for name, field in Settings.model_fields.items()
    if isinstance(field.validation_alias, str)
}
