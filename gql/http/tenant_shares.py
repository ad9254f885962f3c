"""The places for requests in progress, shared among tenants."""

from collections.abc import Hashable

from db.pool.overload import Overloaded


class TenantShares:
    """Counts the requests of each tenant that are in progress.

    A single active tenant may use all places but an eighth, which is reserved for newcomers. With
    others it may use an equal share of the places, and more while fewer than half of all are taken.
    A tenant without a request in progress is never refused here: the process had a place for it.
    """

    def __init__(self) -> None:
        self._under_way: dict[Hashable, int] = {}
        self._all = 0

    def enter(self, tenant: Hashable, places: int) -> None:
        """Count a request of the tenant; `places` is the total number. Raises Overloaded."""
        mine = self._under_way.get(tenant, 0)
        if mine and self._is_beyond_share(mine, places):
            raise Overloaded
        self._under_way[tenant] = mine + 1
        self._all += 1

    def leave(self, tenant: Hashable) -> None:
        """Stop counting a request that has ended."""
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
