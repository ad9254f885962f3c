"""The queries: one field per record type, one connection per list."""

import strawberry

from gql.queries.catalog import CatalogQueries
from gql.queries.groups import GroupQueries
from gql.queries.parties import PartyQueries
from gql.queries.records import RecordQueries
from gql.queries.sales import SalesQueries


@strawberry.type(description="The query root: reads records, lists and groups.")
class Query(RecordQueries, PartyQueries, CatalogQueries, SalesQueries, GroupQueries):
    """The root type of queries."""
