"""Converts a GraphQL selection for the planner, collecting fields as graphql-core does."""

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.language import OperationDefinitionNode

from db.planner.fields.field_sources import TypeName
from db.planner.selection import ObjectSelection, SelectedField
from gql.schema.extension_keys import SOURCE, TABLE

TYPENAME = "__typename"

Fields = Mapping[str, list[FieldDetails]]


class FieldCollector:
    """Collects the fields of one operation."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        variables: VariableValues,
    ) -> None:
        self._schema, self._operation = schema, operation
        self._fragments, self._variables = fragments, variables

    def root(self, kind: GraphQLObjectType) -> Fields:
        """The operation's root fields by response name."""
        return collect_fields(
            self._schema, self._fragments, self._variables, kind, self._operation
        ).grouped_field_set

    def under(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> Fields:
        """The fields selected on an object of this type."""
        return collect_subfields(
            self._schema, self._fragments, self._variables, self._operation, kind, details
        ).grouped_field_set

    def collect(
        self, kind: GraphQLObjectType, key: str, details: list[FieldDetails]
    ) -> SelectedField:
        """One field with its whole selection."""
        node = details[0].node
        if node.name.value == TYPENAME:
            return SelectedField(key, TYPENAME, TypeName(kind.name))
        field = kind.fields[node.name.value]
        return SelectedField(
            key,
            node.name.value,
            field.extensions[SOURCE],
            self.arguments(field, details),
            self.selections(field.type, details),
        )

    def arguments(self, field: Any, details: Sequence[FieldDetails]) -> Mapping[str, Any]:
        """The field's arguments, with scalars from variables as references to them."""
        first = details[0]
        return get_argument_values(
            field, first.node, self._variables, first.fragment_variable_values
        )

    def selections(
        self, returned: GraphQLOutputType, details: list[FieldDetails]
    ) -> tuple[ObjectSelection, ...]:
        """The selection for each object type that the field can return."""
        kind: Any = get_named_type(returned)
        if is_leaf_type(kind):
            return ()
        if not is_abstract_type(kind):
            return (self._shape(kind, details),)
        return tuple(
            self._shape(possible, details) for possible in self._schema.get_possible_types(kind)
        )

    def _shape(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> ObjectSelection:
        fields = self.under(kind, details)
        selected = [self.collect(kind, key, nodes) for key, nodes in fields.items()]
        return ObjectSelection(kind.name, kind.extensions.get(TABLE), tuple(selected))
