"""What a unit of work announces before it does more than its caller could know beforehand."""


class Toll:
    """Hears of lines before anything is made of them, and may refuse by raising.

    This one lets everything pass.
    """

    def read(self, lines: int) -> None:
        """So many lines of one document are about to be worked on."""

    def expand(self, lines: int) -> None:
        """So many lines are about to be made that nobody listed: the items of bundles."""


FREE = Toll()
