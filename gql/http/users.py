"""Whether a user is active: looked up in the database and cached for a few seconds.

A user who was seen active less than 5 seconds ago is admitted at once. After 3 seconds, the next
request looks the user up again in the background, so that frequent callers never wait. One
statement at a time runs, on a connection of its own, for all waiting users of one tenant. Users who
were seen before come first; new users wait in a bounded queue.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from uuid import UUID
from weakref import WeakValueDictionary

from db.pool.overload import Overloaded
from gql.request_errors import RequestRefused

FindActive = Callable[[UUID, Collection[UUID]], Awaitable[set[UUID]]]

BELIEVED = 5.0  # seconds for which a lookup is trusted
RENEWED = 3.0  # seconds after which it is repeated in the background
LOOKUP_TIMEOUT = 3.0  # seconds that a request waits for a lookup
MAX_USERS_PER_LOOKUP = 500  # users in one statement
MAX_STRANGERS = 1_000  # users who wait for their first lookup

_TOO_MANY = "Too many users are waiting to be looked up. Try again in a moment."

Outcome = bool | Exception


class User:
    """A user as this process knows it, with the time it was last seen active."""

    __slots__ = ("__weakref__", "id", "seen", "tenant_id")

    def __init__(self, tenant_id: UUID, id: UUID) -> None:
        self.tenant_id, self.id = tenant_id, id
        self.seen: float | None = None  # None if never, or deactivated since


class Users:
    """Admits active users, and keeps each `User` for as long as another object refers to it."""

    def __init__(self, find: FindActive, ticks: Callable[[], float]) -> None:
        self._find, self._ticks = find, ticks
        self._known: WeakValueDictionary[tuple[UUID, UUID], User] = WeakValueDictionary()
        self._waiting: dict[User, asyncio.Future[Outcome]] = {}  # lookups of users seen before
        # lookups of users not seen before
        self._strangers: dict[User, asyncio.Future[Outcome]] = {}
        self._work: asyncio.Task[None] | None = None
        self._answered: float | None = None  # when the database last answered a lookup

    def user(self, tenant_id: UUID, id: UUID) -> User:
        """Return the only object for this user."""
        key = (tenant_id, id)
        user = self._known.get(key)
        if user is None:
            user = self._known[key] = User(tenant_id, id)
        return user

    async def let_in(self, user: User) -> None:
        """Return if the user is active.

        Raises RequestRefused if not, Overloaded if too many users wait or the wait is too long, and
        TimeoutError if the database does not answer.
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
        looked_up, started = self._look_up(user), self._ticks()
        try:
            async with asyncio.timeout(LOOKUP_TIMEOUT):
                outcome = await asyncio.shield(looked_up)
        except TimeoutError:
            if self._answered is not None and self._answered > started:
                # the database answers others: the queue is too long
                raise Overloaded(_TOO_MANY) from None
            raise
        if isinstance(outcome, Exception):
            raise TimeoutError("Users cannot be looked up.") from outcome
        if not outcome:
            sentence = "The user of this token does not exist or has been deactivated."
            raise RequestRefused("UNAUTHENTICATED", sentence)

    def _look_up(self, user: User) -> "asyncio.Future[Outcome]":
        """Return the future outcome, shared by all requests that wait for this user.

        Raises Overloaded.
        """
        waiting = self._waiting.get(user) or self._strangers.get(user)
        if waiting is not None:
            return waiting
        if user.seen is None and len(self._strangers) >= MAX_STRANGERS:
            raise Overloaded(_TOO_MANY)
        queue = self._strangers if user.seen is None else self._waiting
        loop = asyncio.get_running_loop()
        outcomes = queue[user] = loop.create_future()
        if self._work is None or self._work.done():
            self._work = loop.create_task(self._look_up_all())
        return outcomes

    async def _look_up_all(self) -> None:
        """Look up the waiting users, one tenant after the other, until none are left."""
        while queue := self._waiting or self._strangers:
            tenant_id = next(iter(queue)).tenant_id
            users = [user for user in queue if user.tenant_id == tenant_id][:MAX_USERS_PER_LOOKUP]
            began = self._ticks()
            try:
                active = await self._find(tenant_id, [user.id for user in users])
            except Exception as error:  # noqa: BLE001 - whatever the cause, nobody can be admitted
                self._tell(queue, dict.fromkeys(users, error))
            else:
                self._answered = self._ticks()
                for user in users:
                    user.seen = began if user.id in active else None
                self._tell(queue, {user: user.id in active for user in users})

    @staticmethod
    def _tell(queue: dict[User, "asyncio.Future[Outcome]"], outcomes: dict[User, Outcome]) -> None:
        for user, outcome in outcomes.items():
            queue.pop(user).set_result(outcome)
