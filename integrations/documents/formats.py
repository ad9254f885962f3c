"""Numbers, money and dates in the format of a customer's locale (CLDR, through Babel)."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern

DEFAULT = "en"
QUANTITY_PLACES = 5

# Babel puts no space between a code and a number, as in KWD12
_TOUCHING = re.compile(r"(?<=[^\W\d_])(?=[-\d])|(?<=\d)(?=[^\W\d_])")


class Formats:
    """Formats values for one locale. The result has the requested number of decimals."""

    def __init__(self, *tags: str | None) -> None:
        """Uses the first known locale of these, or English."""
        self.locale = _find_locale(tags)

    @property
    def language(self) -> str:
        """The language code, two or three letters."""
        return str(self.locale.language)

    @property
    def region(self) -> str | None:
        """The country code; None if the locale has none."""
        return self.locale.territory

    def money(self, amount: Decimal, currency: str, places: int) -> str:
        """An amount with its currency and exactly `places` decimals."""
        pattern = _with_places(self.locale.currency_formats["standard"], places, places)
        text = pattern.apply(amount, self.locale, currency=currency, currency_digits=False)
        return _TOUCHING.sub("\u00a0", str(text))

    def number(self, value: Decimal, places: int, most: int | None = None) -> str:
        """A number with `places` decimals, or up to `most` if it has more."""
        pattern = _with_places(self.locale.decimal_formats[None], places, most or places)
        return str(pattern.apply(value, self.locale))

    def quantity(self, value: Decimal) -> str:
        """A number with as many decimals as it needs."""
        return self.number(value, 0, QUANTITY_PLACES)

    def percent(self, value: Decimal) -> str:
        """A percentage: 7.5 becomes 7.5%, or the locale's equivalent."""
        pattern = _with_places(self.locale.percent_formats[None], 0, QUANTITY_PLACES)
        return str(pattern.apply(value / 100, self.locale))

    def day(self, text: str | None) -> str:
        """A date from its ISO form; empty if there is none."""
        if not text:
            return ""
        return format_date(date.fromisoformat(text[:10]), format="medium", locale=self.locale)


def _find_locale(tags: Iterable[str | None]) -> Locale:
    for tag in tags:
        if not tag:
            continue
        for candidate in (tag, tag.rpartition("-")[0], tag.partition("-")[0]):
            try:
                return Locale.parse(candidate, sep="-")
            except (UnknownLocaleError, ValueError):
                continue
    return Locale.parse(DEFAULT)


def _with_places(pattern: NumberPattern, fewest: int, most: int) -> NumberPattern:
    number_pattern = parse_pattern(pattern.pattern)
    number_pattern.frac_prec = (fewest, most)
    return number_pattern
