"""When an invoice is due: date formulas such as `30D`, `1M`, `CM+15D`."""

import calendar
import re
from datetime import date, timedelta

_PART = re.compile(r"([+-]?)(?:(\d+)([DWMQY])|C([WMY]))")
_MONTHS = {"M": 1, "Q": 3, "Y": 12}
_LAST = date.max


def due_date(day: str, formula: str) -> str:
    """Return the day that the formula leads to; an unknown formula leaves it as it is."""
    result = date.fromisoformat(day)
    text = formula.upper().strip("<> ")
    if not text or not re.fullmatch(f"(?:{_PART.pattern})+", text):
        return day
    try:
        for sign, count, unit, current in _PART.findall(text):
            result = _end_of(result, current) if current else _add(result, sign, count, unit)
    except (OverflowError, ValueError):
        result = _LAST
    return result.isoformat()


def _add(day: date, sign: str, count: str, unit: str) -> date:
    amount = int(count) * (-1 if sign == "-" else 1)
    if unit in _MONTHS:
        month = day.year * 12 + day.month - 1 + amount * _MONTHS[unit]
        year, index = divmod(month, 12)
        last = calendar.monthrange(year, index + 1)[1]
        return date(year, index + 1, min(day.day, last))
    return day + timedelta(days=amount * (7 if unit == "W" else 1))


def _end_of(day: date, unit: str) -> date:
    if unit == "W":
        return day + timedelta(days=6 - day.weekday())
    month = 12 if unit == "Y" else day.month
    return date(day.year, month, calendar.monthrange(day.year, month)[1])
