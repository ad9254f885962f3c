"""Announcements of a unit of work about costs that its caller cannot know beforehand."""


class WorkMeter:
    """Receives the number of lines before they are processed. Subclasses can raise to refuse.

    The base class accepts any number (decision 59).
    """

    def count_lines(self, lines: int) -> None:
        """Announce that this many lines of one document are about to be processed."""

    def count_open_quotes(self, quotes: int) -> None:
        """Announce that this many quotes may be closed together with their opportunity."""

    def count_bundle_items(self, lines: int) -> None:
        """Announce that this many lines are about to be created for the items of bundles."""


FREE = WorkMeter()
