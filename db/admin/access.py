"""The two logins of a database: the owner's, which migrates, and that of the application."""

from dataclasses import dataclass

from db.admin.migrate import check_known, check_schema, upgrade
from db.login import APPLICATION_ROLE, UnfitDatabase, open_login, url_of
from db.pool.connections import check_login, check_server, connect_as_login


@dataclass(frozen=True, slots=True)
class Access:
    """The URLs with which a process connects to its database, and what it may do there."""

    url: str  # for the application's login
    owner_url: str  # for the owner's login, which migrates and creates tenants and users
    migrates: bool = True  # False: an operator runs `salesgraph migrate` with the owner's login
    any_login: bool = False  # accept a login that could get past row-level security
    is_embedded: bool = False

    @classmethod
    def to_embedded(cls, superuser_url: str) -> "Access":
        """Access to the embedded server, where the application has its own login too."""
        url = url_of(superuser_url, APPLICATION_ROLE)
        return cls(url, superuser_url, is_embedded=True)

    @classmethod
    def to_given(cls, url: str, owner_url: str | None, *, demo: bool) -> "Access":
        """Access to the operator's database. Only a demo may use the owner's login for all work."""
        migrates = demo or owner_url is not None
        return cls(url, owner_url or url, migrates=migrates, any_login=demo)


async def prepare(access: Access) -> list[str]:
    """Migrate the database if we have its owner's login; otherwise check that it is up to date.

    Returns a line for each kind of repair that was made. Raises UnfitDatabase.
    """
    if not access.migrates:
        await check_server(access.url)
        await check_known(access.url)  # first: a newer schema would fail the other checks
        await check_login(access.url)
        await check_schema(access.url)
        return []
    repaired = await upgrade(access.owner_url)
    if access.is_embedded:
        await open_login(access.owner_url)
    elif access.url != access.owner_url:
        await _check_same(access.url, access.owner_url)
    return repaired


async def _check_same(url: str, owner_url: str) -> None:
    """Raise UnfitDatabase if the URLs lead to different databases.

    One would be migrated, and the other one served.
    """
    places = []
    for each in (url, owner_url):
        async with connect_as_login(each) as connection:
            places.append(await connection.fetchval(_PLACE))
    if places[0] != places[1]:
        raise UnfitDatabase("DATABASE_URL and DATABASE_OWNER_URL lead to different databases.")


_PLACE = """
SELECT system_identifier || '/' || pg_database.oid FROM pg_control_system(), pg_database
WHERE datname = current_database()
"""
