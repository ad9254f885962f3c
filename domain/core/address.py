"""Postal addresses."""

from dataclasses import dataclass
from typing import Annotated

from domain.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address. Documents hold a copy, not a reference."""

    name: Annotated[str | None, Text(200)] = None
    contact_name: Annotated[str | None, Text(150)] = None
    line1: Annotated[str | None, Text(250)] = None
    line2: Annotated[str | None, Text(250)] = None
    line3: Annotated[str | None, Text(250)] = None
    city: Annotated[str | None, Text(80)] = None
    state_or_province: Annotated[str | None, Text(50)] = None
    postal_code: Annotated[str | None, Text(20)] = None
    country: Annotated[str | None, Text(80)] = None
    telephone: Annotated[str | None, Text(50)] = None
