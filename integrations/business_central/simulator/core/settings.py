"""What the simulator is told at its start, and what the control door can change."""

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass
class Settings:
    """How the simulator behaves; the defaults are Business Central's."""

    tenant: str = "11111111-1111-1111-1111-111111111111"
    environment: str = "Production"
    client_id: str = "salesgraph"
    client_secret: str = "simulator-secret"  # noqa: S105 - a program for tests and demos
    company: str = "CRONUS"
    currency: str = "EUR"
    token_seconds: int = 3_599
    encode_enums: bool = True
    webhook_seconds: float = 30
    collection_above: int = 1_000
    subscription_days: float = 3
    most_subscriptions: int = 200
    concurrent: int = 5
    queued: int = 95
    queue_seconds: float = 480
    requests_per_window: int = 6_000
    window_seconds: int = 300
    latency_seconds: float = 0
    replica_lag_seconds: float = 0
    auto_post_seconds: float | None = None

    def change(self, values: dict[str, Any]) -> None:
        """Set some of the values; raises ValueError for unknown names and wrong types."""
        for name, value in values.items():
            if name not in asdict(self):
                raise ValueError(f"There is no setting {name}.")
            if not _fits(getattr(self, name), value):
                raise ValueError(f"The setting {name} cannot be {value!r}.")
        for name, value in values.items():
            setattr(self, name, value)

    def restore(self, original: "Settings") -> None:
        """Set all values as they were at the start."""
        self.change(asdict(original))

    def copy(self) -> "Settings":
        """Return the same values."""
        return replace(self)


def _fits(present: Any, value: Any) -> bool:
    if value is None or present is None:
        return value is None or (isinstance(value, int | float) and value >= 0)
    if isinstance(present, bool | str):
        return type(value) is type(present)
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
