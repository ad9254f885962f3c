"""The types of fields: how a value comes out of JSON or a filter, and how it is shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from integrations.business_central.simulator.core.clock import as_instant, read_day, read_instant
from integrations.business_central.simulator.core.errors import ApiError, refuse, refuse_query

NO_GUID = "00000000-0000-0000-0000-000000000000"
NO_DATE = "0001-01-01"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ENCODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True)
class Kind:
    """The type of a field."""

    edm: ClassVar[str]
    empty: ClassVar[Any] = None

    def read(self, value: Any) -> Any:
        """Return the value that JSON holds; raises ApiError if it is of another type."""
        raise NotImplementedError

    def compare_with(self, literal: Any) -> Any:
        """Return the value that a filter compares with."""
        return self.read(literal)

    def show(self, value: Any, *, encode_enums: bool) -> Any:
        """Return the value as JSON holds it."""
        return value


@dataclass(frozen=True)
class Text(Kind):
    """A text of limited length."""

    length: int = 250
    edm: ClassVar[str] = "Edm.String"
    empty: ClassVar[Any] = ""

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise _mismatch(value, self.edm)
        text = self.normalize(value)
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2  # as .NET counts
        if length > self.length:
            raise refuse(
                "Application_StringExceededLength",
                f"The length of the string is {length}, but it must be less than or equal"
                f" to {self.length} characters. Value: {text[:500]}",
            )
        return text

    def compare_with(self, literal: Any) -> str:
        try:
            return self.read(literal)
        except ApiError as error:
            if error.code != "Application_StringExceededLength":
                raise
            raise refuse(
                "Application_FilterErrorException",
                f"The filter \"='{literal}'\" is not valid. {error.message}",
            ) from None

    def normalize(self, value: str) -> str:
        """Return the text as the table stores it."""
        return value


@dataclass(frozen=True)
class Code(Text):
    """A code: upper case, without blanks around it."""

    def normalize(self, value: str) -> str:
        # One character stays one: the upper case of ß is two in Python, and ß in .NET.
        return "".join(
            upper if len(upper := sign.upper()) == 1 else sign for sign in value.strip(" ")
        )


@dataclass(frozen=True)
class Guid(Kind):
    """The id of a record; zeros stand for none."""

    edm: ClassVar[str] = "Edm.Guid"
    empty: ClassVar[Any] = NO_GUID

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise _mismatch(value, self.edm)
        if not GUID.fullmatch(value):
            raise refuse(
                "Application_InvalidGUID",
                "Invalid format of GUID string. The correct format of the GUID string is:"
                " CDEF7890-ABCD-0123-1234-567890ABCDEF where 0-9, A-F symbolizes hexadecimal"
                " digits.",
            )
        return value.lower()


@dataclass(frozen=True)
class Number(Kind):
    """A decimal, rounded half away from zero."""

    places: int = 2
    edm: ClassVar[str] = "Edm.Decimal"
    empty: ClassVar[Any] = Decimal(0)

    def read(self, value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise _mismatch(value, self.edm)
        number = Decimal(value)
        if abs(number) >= _LARGEST:
            raise _mismatch(value, self.edm)
        return round_to(number, self.places)

    def compare_with(self, literal: Any) -> Decimal:
        if isinstance(literal, bool) or not isinstance(literal, int | Decimal):
            raise _mismatch(literal, self.edm)
        return Decimal(literal)


@dataclass(frozen=True)
class Integer(Kind):
    """A whole number of 32 bits."""

    edm: ClassVar[str] = "Edm.Int32"
    empty: ClassVar[Any] = 0

    def read(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
            raise _mismatch(value, self.edm)
        return value

    def compare_with(self, literal: Any) -> Any:
        return Number().compare_with(literal)


@dataclass(frozen=True)
class Flag(Kind):
    """True or false."""

    edm: ClassVar[str] = "Edm.Boolean"
    empty: ClassVar[Any] = False

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise _mismatch(value, self.edm)
        return value


@dataclass(frozen=True)
class Day(Kind):
    """A date; the first day of year 1 stands for none."""

    edm: ClassVar[str] = "Edm.Date"
    empty: ClassVar[Any] = NO_DATE

    def read(self, value: Any) -> str:
        return str(_convert(value, read_day, self.edm))


@dataclass(frozen=True)
class Instant(Kind):
    """A time, in milliseconds since 1970; 0 stands for none."""

    edm: ClassVar[str] = "Edm.DateTimeOffset"
    empty: ClassVar[Any] = 0

    def read(self, value: Any) -> int:
        return int(_convert(value, read_instant, self.edm))

    def show(self, value: Any, *, encode_enums: bool) -> Any:
        return as_instant(value) if value else "0001-01-01T00:00:00Z"


@dataclass(frozen=True)
class Choice(Kind):
    """One of several names; the first is the default."""

    names: tuple[str, ...] = ()
    edm: ClassVar[str] = "Edm.String"
    empty: ClassVar[Any] = None

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise _mismatch(value, self.edm)
        wanted = decode_name(value).strip().casefold()
        for name in self.names:
            if name.strip().casefold() == wanted:
                return name
        raise refuse(
            "Application_EvaluateException",
            f'The value "{value}" can\'t be evaluated into type Option.',
        )

    def show(self, value: Any, *, encode_enums: bool) -> Any:
        return encode_name(value) if encode_enums else value


def encode_name(name: str) -> str:
    """Return the name with `_xHHHH_` for every character that XML names cannot have."""
    return "".join(
        sign if sign.isalnum() or sign == "_" else f"_x{ord(sign):04X}_" for sign in name
    )


def decode_name(name: str) -> str:
    """Return the name with the characters that `_xHHHH_` stands for."""
    return _ENCODED.sub(lambda found: chr(int(found[1], 16)), name)


def round_to(value: Decimal, places: int) -> Decimal:
    """Round half away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def empty_of(kind: Kind) -> Any:
    """Return what a field of this type holds before it is set."""
    return kind.names[0] if isinstance(kind, Choice) else kind.empty


def _convert(value: Any, convert: Callable[[str], Any], edm: str) -> Any:
    if not isinstance(value, str):
        raise _mismatch(value, edm)
    try:
        return convert(value)
    except (ValueError, OverflowError):
        raise _mismatch(value, edm) from None


def _mismatch(value: Any, edm: str) -> ApiError:
    return refuse_query(
        f"Cannot convert the literal '{str(value)[:100]}' to the expected type '{edm}'."
    )
