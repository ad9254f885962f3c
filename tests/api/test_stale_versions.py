"""Every mutation that takes an `expectedVersion` refuses a version that is not the record's."""

from tests.api.desk import Desk
from tests.api.stage import MUTATIONS, arguments, staged

VERSIONED = sorted(name for name, field in MUTATIONS.items() if "expectedVersion" in field.args)


async def test_i_65_no_mutation_passes_with_another_version_than_the_records(desk: Desk) -> None:
    ids = await staged(desk.api)
    stale = ("expectedVersion",)

    codes = {
        name: await desk.refusal(name, **arguments(name, ids, stale, 99)) for name in VERSIONED
    }

    assert len(codes) > 70
    assert {name: code for name, code in codes.items() if code != "VERSION_CONFLICT"} == {}
