"""Numbers, money and days as a customer's locale writes them (CLDR, by Babel)."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern

DEFAULT = "en"
QUANTITY_PLACES = 5

_TOUCHING = re.compile(r"(?<=[^\W\d_])(?=[-\d])|(?<=\d)(?=[^\W\d_])")  # KWD12: Babel leaves no gap


class Formats:
    """How one locale writes. Numbers are never rounded here, but what is asked for is."""

    def __init__(self, *tags: str | None) -> None:
        """The first locale of these that is known; English where none is."""
        self.locale = _known(tags)

    @property
    def language(self) -> str:
        """The language, two or three letters."""
        return str(self.locale.language)

    @property
    def region(self) -> str | None:
        """The country, where the locale names one."""
        return self.locale.territory

    def money(self, amount: Decimal, currency: str, places: int) -> str:
        """An amount with its currency and exactly so many decimals."""
        pattern = _with_places(self.locale.currency_formats["standard"], places, places)
        text = pattern.apply(amount, self.locale, currency=currency, currency_digits=False)
        return _TOUCHING.sub("\u00a0", str(text))

    def number(self, value: Decimal, places: int, most: int | None = None) -> str:
        """A number with so many decimals, or up to `most` where it has more."""
        pattern = _with_places(self.locale.decimal_formats[None], places, most or places)
        return str(pattern.apply(value, self.locale))

    def quantity(self, value: Decimal) -> str:
        """A number with as many decimals as it needs."""
        return self.number(value, 0, QUANTITY_PLACES)

    def percent(self, value: Decimal) -> str:
        """7.5 as 7.5%, or as the locale writes it."""
        pattern = _with_places(self.locale.percent_formats[None], 0, QUANTITY_PLACES)
        return str(pattern.apply(value / 100, self.locale))

    def day(self, text: str | None) -> str:
        """A day from its ISO form; nothing for nothing."""
        if not text:
            return ""
        return format_date(date.fromisoformat(text[:10]), format="medium", locale=self.locale)


def _known(tags: Iterable[str | None]) -> Locale:
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
    made = parse_pattern(pattern.pattern)
    made.frac_prec = (fewest, most)
    return made
