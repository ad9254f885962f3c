"""Plain tables for people to read in a terminal."""

from collections.abc import Sequence

_GAP = "  "


def align(rows: Sequence[Sequence[str]]) -> list[str]:
    """Give a line for each row, with the cells of a column one below the other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_GAP.join(map(str.ljust, row, widths)).rstrip() for row in rows]
