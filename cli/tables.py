"""Plain-text tables for the terminal."""

from collections.abc import Sequence

_GAP = "  "


def align(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return one line per row, with the columns aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_GAP.join(map(str.ljust, row, widths)).rstrip() for row in rows]
