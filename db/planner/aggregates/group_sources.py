"""Sources of the fields of groups."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from db.planner.aggregates import functions
from db.planner.aggregates.functions import Figures, Kind, base_currency
from db.planner.aggregates.measures import Grouping, Measure
from db.planner.aggregates.query import Groups
from db.planner.json_objects import to_object, to_one
from db.planner.json_sql import collect_objects
from db.planner.plan import PlanBuilder
from db.planner.selection import SelectedField
from db.sql.expressions import ZERO, Expression, case, null
from db.sql.functions import coalesce, largest
from db.sql.selects import Select
from db.sql.sql_types import DATE, GUID, NUMERIC, TEXT


@dataclass(frozen=True, slots=True)
class GroupSource:
    """The groups of one type of document."""

    parts: ClassVar = 40

    grouping: Grouping

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The page of groups, as an object."""
        groups: Any = Groups(builder, self.grouping, selected.arguments)
        # The selected fields decide which numbers the inner selects compute, so these are built
        # after the fields.
        rows: Any = _Later(groups.page_rows)
        return to_one(builder, selected.selection, groups, rows)


@dataclass(frozen=True, slots=True)
class _Later:
    """A select whose rows are built only once its columns are known."""

    rows: Callable[[], Any]

    def add(self, *columns: Expression) -> Select:
        """The select; it always returns a single row."""
        return Select(*columns).of(self.rows()).in_one()


class GroupRows:
    """The groups of the page as objects."""

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The list."""
        item = to_object(builder, selected.selection, GroupRow(row))
        return collect_objects(item, order=row.of_group("$at"))


class GroupCount:
    """The total number of groups."""

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The number."""
        return coalesce(largest(row.of_group("$all")), ZERO)


class GroupRow:
    """A group of the page as a row: its keys and numbers by name."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self._steps = {step.key: step for step in groups.steps}
        self._keys = {key.column: key for key in groups.grouping.keys.values()}

    def __getitem__(self, name: str) -> Expression:
        groups = self.groups
        if name == "count":
            return groups.of_group("n")
        if name == "win_rate":
            return functions.rate(groups.of_group)
        if name == "average_days_to_close":
            return functions.days_to_close(groups.of_group)
        # A key that the client does not group by is null, so that one type fits all groupings.
        key = self._keys[name]
        if key.name in self._steps:
            return groups.key(self._steps[key.name])
        if key.named is not None:
            return null(GUID)
        return null(DATE if key.is_date else TEXT)

    def figures(self) -> Figures:
        """The amounts of the group in the base currency."""
        groups = self.groups
        return Figures(groups.grouping, groups.of_group, base_currency(), is_base=True)


class InBase:
    """The amounts of a group in the base currency."""

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The object."""
        return to_object(builder, selected.selection, FiguresRow(row.figures()))


class ByCurrency:
    """The amounts of a group in each of its currencies."""

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The list of objects, ordered by currency."""
        groups = row.groups
        currency = Expression(f"{groups.parts}.currency_code", TEXT)
        figures = Figures(groups.grouping, groups.of_part, currency, is_base=False)
        item = to_object(builder, selected.selection, FiguresRow(figures))
        each: Expression = groups.with_each_part(item)
        return each


@dataclass(frozen=True, slots=True)
class FiguresRow:
    """The amounts of a group in one currency as a row."""

    figures: Figures

    def __getitem__(self, name: str) -> Expression:
        if name == "currency_code":
            return self.figures.currency
        return self.figures.column("bn" if self.figures.is_base else "n")


@dataclass(frozen=True, slots=True)
class Amounts:
    """The sums, averages, minimums or maximums of a group's amounts."""

    kind: Kind

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The object with an amount per measure."""
        return to_object(builder, selected.selection, _AmountsRow(row.figures, self.kind))


@dataclass(frozen=True, slots=True)
class _AmountsRow:
    figures: Figures
    kind: Kind

    def __getitem__(self, name: str) -> Expression:
        return null(NUMERIC)


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure as an amount with its currency; null if no row has a value."""

    measure: Measure

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The amount as an object."""
        pair = row.figures.amount(row.kind, self.measure.name)
        currency: Expression = case(
            (pair["amount"].is_not_null(), to_object(builder, selected.selection, pair))
        )
        return currency
