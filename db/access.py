"""The two logins of a database: the owner's, which migrates, and that of the application."""

from dataclasses import dataclass

from db.connections import connected, examine, examine_login
from db.login import APPLICATION_ROLE, UnfitDatabase, open_login, url_of
from db.migrate import check_known, check_schema, upgrade


@dataclass(frozen=True, slots=True)
class Access:
    """How a process of ours reaches its database."""

    url: str  # as the application
    owner_url: str  # as the owner, who migrates it and creates tenants and users
    migrates: bool = True  # False: whoever has the owner's login runs `salesgraph migrate`
    any_login: bool = False  # accept a login that could get past row-level security
    is_embedded: bool = False

    @classmethod
    def to_embedded(cls, superuser_url: str) -> "Access":
        """The embedded server, where the application has a login of its own, too."""
        url = url_of(superuser_url, APPLICATION_ROLE)
        return cls(url, superuser_url, is_embedded=True)

    @classmethod
    def to_given(cls, url: str, owner_url: str | None, *, demo: bool) -> "Access":
        """The operator's database; only a demo may do with the owner's login for everything."""
        migrates = demo or owner_url is not None
        return cls(url, owner_url or url, migrates=migrates, any_login=demo)


async def prepare(access: Access) -> list[str]:
    """Bring the database up to date where we have its owner's login, else check that it is.

    Gives what was repaired, a line for each kind. Raises UnfitDatabase.
    """
    if not access.migrates:
        await examine(access.url)
        await check_known(access.url)  # what a newer version made would look wrong to this one
        await examine_login(access.url)
        await check_schema(access.url)
        return []
    repaired = await upgrade(access.owner_url)
    if access.is_embedded:
        await open_login(access.owner_url)
    elif access.url != access.owner_url:
        await _check_same(access.url, access.owner_url)
    return repaired


async def _check_same(url: str, owner_url: str) -> None:
    """Refuse two URLs that lead to two databases: one would be migrated, the other served."""
    places = []
    for each in (url, owner_url):
        async with connected(each) as connection:
            places.append(await connection.fetchval(_PLACE))
    if places[0] != places[1]:
        raise UnfitDatabase("DATABASE_URL and DATABASE_OWNER_URL lead to different databases.")


_PLACE = """
SELECT system_identifier || '/' || pg_database.oid FROM pg_control_system(), pg_database
WHERE datname = current_database()
"""
