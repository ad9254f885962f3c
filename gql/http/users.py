"""Whether a user may come in: looked up in the database, and never believed for long.

A user who was seen active less than 5 seconds ago comes in at once. From 3 seconds on the next
request has the user looked up again in the background, so whoever keeps asking never waits. One
statement at a time runs, on a connection of its own, for all users of one tenant who wait for it;
users who were seen before come first, and strangers in a bounded queue.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from uuid import UUID
from weakref import WeakValueDictionary

from db.overload import Overloaded
from gql.refusals import RequestRefused

FindActive = Callable[[UUID, Collection[UUID]], Awaitable[set[UUID]]]

BELIEVED = 5.0  # seconds
RENEWED = 3.0  # seconds; from then on in the background
PATIENCE = 3.0  # seconds that a request waits to be let in
TOGETHER = 500  # users in one statement
MOST_STRANGERS = 1_000  # who wait to be looked up for the first time

_TOO_MANY = "Too many users are waiting to be looked up. Try again in a moment."

Outcome = bool | Exception


class User:
    """A user as this process knows it: when it was last seen active."""

    __slots__ = ("__weakref__", "id", "seen", "tenant_id")

    def __init__(self, tenant_id: UUID, id: UUID) -> None:
        self.tenant_id, self.id = tenant_id, id
        self.seen: float | None = None  # None: never, or deactivated since


class Users:
    """Knows of users for as long as somebody else remembers them, and lets the active ones in."""

    def __init__(self, find: FindActive, ticks: Callable[[], float]) -> None:
        self._find, self._ticks = find, ticks
        self._known: WeakValueDictionary[tuple[UUID, UUID], User] = WeakValueDictionary()
        self._waiting: dict[User, asyncio.Future[Outcome]] = {}  # to be looked up, seen before
        self._strangers: dict[User, asyncio.Future[Outcome]] = {}  # and never seen
        self._work: asyncio.Task[None] | None = None
        self._answered: float | None = None  # when the database last said who is active

    def user(self, tenant_id: UUID, id: UUID) -> User:
        """The one object for this user."""
        key = (tenant_id, id)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = User(tenant_id, id)
        return found

    async def let_in(self, user: User) -> None:
        """Return where the user is active.

        Raises RequestRefused where not, Overloaded where too many wait or the line is too long,
        and TimeoutError where nobody can say.
        """
        if user.seen is not None:
            age = self._ticks() - user.seen
            if age < RENEWED:
                return
            if age < BELIEVED:
                self._look_up(user)
                return
        await self._wait_for(user)

    async def _wait_for(self, user: User) -> None:
        looked_up, asked = self._look_up(user), self._ticks()
        try:
            async with asyncio.timeout(PATIENCE):
                outcome = await asyncio.shield(looked_up)
        except TimeoutError:
            if self._answered is not None and self._answered > asked:
                raise Overloaded(_TOO_MANY) from None  # others were answered: it is the line
            raise
        if isinstance(outcome, Exception):
            raise TimeoutError("Users cannot be looked up.") from outcome
        if not outcome:
            sentence = "The user of this token does not exist or has been deactivated."
            raise RequestRefused("UNAUTHENTICATED", sentence)

    def _look_up(self, user: User) -> "asyncio.Future[Outcome]":
        """What all who ask for this user meanwhile will be told."""
        waiting = self._waiting.get(user) or self._strangers.get(user)
        if waiting is not None:
            return waiting
        if user.seen is None and len(self._strangers) >= MOST_STRANGERS:
            raise Overloaded(_TOO_MANY)
        queue = self._strangers if user.seen is None else self._waiting
        loop = asyncio.get_running_loop()
        told = queue[user] = loop.create_future()
        if self._work is None or self._work.done():
            self._work = loop.create_task(self._look_up_all())
        return told

    async def _look_up_all(self) -> None:
        """One tenant after the other, until nobody waits."""
        while queue := self._waiting or self._strangers:
            tenant_id = next(iter(queue)).tenant_id
            users = [user for user in queue if user.tenant_id == tenant_id][:TOGETHER]
            began = self._ticks()
            try:
                active = await self._find(tenant_id, [user.id for user in users])
            except Exception as error:  # noqa: BLE001 - whatever it is, nobody can be let in
                self._tell(queue, dict.fromkeys(users, error))
            else:
                self._answered = self._ticks()
                for user in users:
                    user.seen = began if user.id in active else None
                self._tell(queue, {user: user.id in active for user in users})

    @staticmethod
    def _tell(queue: dict[User, "asyncio.Future[Outcome]"], told: dict[User, Outcome]) -> None:
        for user, outcome in told.items():
            queue.pop(user).set_result(outcome)
