"""No room for more work: what every part of the server raises when its limit is reached."""


class Overloaded(Exception):
    """The server is too busy for this work now, and has done nothing of it.

    Clients get status 503 with `Retry-After`, and the code OVERLOADED. Raise it before a
    transaction commits, never after. `retry_after` is in seconds; the message is for people.
    """

    def __init__(
        self, message: str = "The server is busy. Try again in a moment.", *, retry_after: int = 1
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
