"""The places for requests under way, shared among tenants."""

from collections.abc import Hashable

from db.overload import Overloaded


class Shares:
    """Counts the requests of each tenant that are under way.

    Alone, a tenant may have all places but an eighth, which is left to newcomers. Beside others it
    may have its equal share of the places, and more while fewer than half of all are taken. Who
    has none is never refused here: for that request, the process had a place.
    """

    def __init__(self) -> None:
        self._under_way: dict[Hashable, int] = {}
        self._all = 0

    def enter(self, tenant: Hashable, places: int) -> None:
        """Count a request, of which there may be so many. Raises Overloaded."""
        mine = self._under_way.get(tenant, 0)
        if mine and self._is_beyond_share(mine, places):
            raise Overloaded
        self._under_way[tenant] = mine + 1
        self._all += 1

    def leave(self, tenant: Hashable) -> None:
        """A request has ended that was counted."""
        self._all -= 1
        left = self._under_way[tenant] - 1
        if left:
            self._under_way[tenant] = left
        else:
            del self._under_way[tenant]

    def _is_beyond_share(self, mine: int, places: int) -> bool:
        tenants = len(self._under_way)
        if tenants == 1:
            return mine >= places - places // 8
        return mine >= places // tenants and self._all >= places // 2
