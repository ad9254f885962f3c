"""Every statement names the tenant for every table, at every level."""

import re
from collections import Counter
from random import Random

from db.tables.columns import metadata
from tests.preparing import get_plan
from tests.reads.conftest import Pipeline
from tests.reads.generator import Generator
from tests.reads.test_oracle import documents, pools

_OF_TENANTS = metadata.tables.keys() - {"currencies"}
_NAMED = re.compile(r"(?:FROM|JOIN|,)\s+(\w+) AS (\w+)")


def test_no_table_without_its_tenant(pipeline: Pipeline) -> None:
    schema = pipeline.planned("{ __typename }").operation.schema
    seen = set()
    for _, text, variables in documents(pipeline, schema, range(1000, 1120)):
        sql = get_plan(pipeline.planned(text, variables)).sql
        named = [pair for pair in _NAMED.findall(sql) if pair[0] in _OF_TENANTS]
        for (name, alias), times in Counter(named).items():
            column = "id" if name == "tenants" else "tenant_id"
            cut_down = re.findall(rf"\b{alias}\.{column} = \$1::UUID", sql)
            # reads no row, though rows of other tables may be joined
            cut_down += re.findall(
                rf"\b{name} AS {alias}(?: LEFT JOIN [^()]+?)? WHERE false\b", sql
            )
            of_this_name = sum(other == alias for _, other in named)  # as often as it is named
            assert len(cut_down) >= of_this_name >= times, (name, sql)
            seen.add(name)

    assert len(seen) > 15


def test_tables_are_named_in_scope_only(pipeline: Pipeline) -> None:
    chance = Random(1)  # noqa: S311
    schema = pipeline.planned("{ __typename }").operation.schema
    text, variables = Generator(schema, pools(pipeline, chance), chance).document()
    sql = get_plan(pipeline.planned(text, variables)).sql

    for name in metadata.tables:
        assert not re.search(rf"(?:FROM|JOIN)\s+{name}\b(?! AS )", sql)
