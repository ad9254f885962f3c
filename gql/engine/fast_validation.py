"""Accepts valid documents quickly; graphql-core decides on all others.

graphql-core's `validate` applies thirty rules to every node, which takes four times as long as
parsing. `surely_valid` walks a document once and is conservative: it accepts what it knows to be
valid, and leaves everything else to graphql-core (introspection, directives other than @skip and
@include, nullable variables in required positions). So nothing is refused here, and every error has
graphql-core's message. The tests compare both on documents broken in thousands of ways.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OverlappingFieldsCanBeMergedRule,
    do_types_overlap,
    get_named_type,
    is_composite_type,
    is_input_type,
    is_leaf_type,
    is_required_argument,
    is_type_sub_type_of,
    type_from_ast,
    validate,
)
from graphql.language import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gql.engine.fast_fragment_validation import (
    Field,
    Part,
    Scope,
    Selected,
    reachable,
    require,
    require_acyclic,
)
from gql.engine.fast_literal_validation import Doubtful, Literals

_TYPENAME = "__typename"
_CONDITIONS = {"skip", "include"}
_WHETHER = GraphQLNonNull(GraphQLBoolean)


_NAME_OF_TYPE = Field("String!", None, True, {}, frozenset())  # noqa: FBT003 - positional as above


class Validity:
    """The fields of one schema, for validation. Thread-safe."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.fields = {
            kind.name: {name: _field_of(each) for name, each in kind.fields.items()}
            for kind in schema.type_map.values()
            if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        }

    def surely_valid(self, document: DocumentNode) -> bool:
        """Whether graphql-core would find no error. False if that is not certain."""
        try:
            must_merge = _Walk(self, document).must_merge()
        except Doubtful:
            return False
        rules = [OverlappingFieldsCanBeMergedRule]
        return not must_merge or not validate(self.schema, document, rules)


class _Walk:
    """One walk over a document. Raises Doubtful at anything that may be invalid."""

    def __init__(self, known: Validity, document: DocumentNode) -> None:
        self._known, self._schema = known, known.schema
        self._literals = Literals()
        self._definitions: dict[str, FragmentDefinitionNode] = {}
        self._operations: list[OperationDefinitionNode] = []
        for node in document.definitions:
            if isinstance(node, FragmentDefinitionNode):
                _add(self._definitions, node.name.value, node)
            elif isinstance(node, OperationDefinitionNode):
                self._operations.append(node)
            else:
                raise Doubtful
        self._conditions = {name: self._condition(node) for name, node in self._definitions.items()}
        self._is_merging = False

    def must_merge(self) -> bool:
        """Whether all is valid except that fields of the same response name must be compared.

        Raises Doubtful if anything else may be invalid.
        """
        fragments = {name: self._fragment(name) for name in self._definitions}
        names = [node.name.value if node.name else None for node in self._operations]
        require(len(set(names)) == len(names) and (None not in names or len(names) == 1))
        reached: set[str] = set()
        for node in self._operations:
            part = self._operation(node)
            within = reachable(part, fragments)
            reached |= within
            self._check_variables(node, [part, *(fragments[name] for name in within)])
            self._merge([part], fragments)
        require(reached == fragments.keys())
        require_acyclic(fragments)
        self._merge(fragments.values(), fragments)
        return self._is_merging

    def _operation(self, node: OperationDefinitionNode) -> Part:
        root = self._schema.get_root_type(node.operation)
        require(root is not None and not node.directives)
        return self._part(root, node.selection_set)

    def _fragment(self, name: str) -> Part:
        node = self._definitions[name]
        require(not node.directives and not node.variable_definitions)
        return self._part(self._conditions[name], node.selection_set)

    def _condition(self, node: FragmentDefinitionNode | InlineFragmentNode) -> Any:
        type_condition = node.type_condition
        kind = self._schema.get_type(type_condition.name.value) if type_condition else None
        require(is_composite_type(kind))
        return kind

    def _part(self, kind: Any, selections: SelectionSetNode) -> Part:
        part = Part()
        self._object(part, part.top, kind, selections)
        return part

    def _object(self, part: Part, scope: Scope, kind: Any, selections: SelectionSetNode) -> None:
        """Check the selections on an object."""
        self._selections(part, scope, kind, selections)
        if scope.spreads:
            part.scopes.append(scope)
            part.spreads |= scope.spreads

    def _selections(
        self, part: Part, scope: Scope, kind: Any, selections: SelectionSetNode
    ) -> None:
        """Check selections on an object, including those of inline fragments."""
        fields = self._known.fields.get(kind.name, {})
        for node in selections.selections:
            if node.directives:
                self._directives(part, node.directives)
            if isinstance(node, FieldNode):
                name = node.name.value
                field = _NAME_OF_TYPE if name == _TYPENAME else fields.get(name)
                if field is None:
                    raise Doubtful
                self._field(part, scope, node, field)
            elif isinstance(node, InlineFragmentNode):
                inner = self._condition(node) if node.type_condition else kind
                require(do_types_overlap(self._schema, inner, kind))
                self._selections(part, scope, inner, node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                inner = self._conditions.get(node.name.value)
                if inner is None or node.arguments:
                    raise Doubtful
                require(do_types_overlap(self._schema, inner, kind))
                scope.spreads.add(node.name.value)

    def _field(self, part: Part, scope: Scope, node: FieldNode, field: Field) -> None:
        if node.arguments:
            self._arguments(part, node.arguments, field.arguments, field.required)
        elif field.required:
            raise Doubtful
        if field.is_leaf:
            require(node.selection_set is None)
        elif node.selection_set is None:
            raise Doubtful
        else:
            self._object(part, Scope(), field.returned, node.selection_set)
        key = node.alias.value if node.alias else node.name.value
        self._select(scope.fields, key, (node, field))

    def _select(
        self,
        fields: dict[str, Selected],
        key: str,
        selected: Selected,
    ) -> None:
        """Add a field by its response name.

        Identical leaf fields without arguments need no comparison.
        """
        before = fields.setdefault(key, selected)
        if before is selected:
            return
        (one, first), (other, second) = before, selected
        is_plain = first.is_leaf and second.is_leaf and not one.arguments and not other.arguments
        is_same = one.name.value == other.name.value and str(first.type) == str(second.type)
        if not (is_plain and is_same):
            self._is_merging = True

    def _merge(self, parts: Iterable[Part], fragments: Mapping[str, Part]) -> None:
        """Add the fields of fragments to the scopes that spread them."""
        for part in parts:
            for scope in part.scopes:
                together = dict(scope.fields)
                waiting, seen = list(scope.spreads), set(scope.spreads)
                while waiting:
                    top = fragments[waiting.pop()].top
                    for key, selected in top.fields.items():
                        self._select(together, key, selected)
                    waiting += top.spreads - seen
                    seen |= top.spreads

    def _directives(self, part: Part, directives: Sequence[DirectiveNode]) -> None:
        names = [node.name.value for node in directives]
        require(_CONDITIONS.issuperset(names) and len(set(names)) == len(names))
        for node in directives:
            (argument,) = node.arguments if node.arguments and len(node.arguments) == 1 else (None,)
            if argument is None or argument.name.value != "if":
                raise Doubtful
            self._literals.check(argument.value, _WHETHER, part.usages)

    def _arguments(
        self,
        part: Part,
        arguments: Sequence[ArgumentNode],
        known: Mapping[str, Any],
        required: frozenset[str],
    ) -> None:
        names = set()
        for node in arguments:
            name = node.name.value
            if name in names or name not in known:
                raise Doubtful
            names.add(name)
            self._literals.check(node.value, known[name].type, part.usages)
        require(required <= names)

    def _check_variables(self, node: OperationDefinitionNode, parts: Iterable[Part]) -> None:
        """Check that each variable is declared once, is used, and fits each position of its use."""
        types: dict[str, Any] = {}
        for declared in node.variable_definitions or ():
            kind = type_from_ast(self._schema, declared.type)
            require(is_input_type(kind) and not declared.directives)
            _add(types, declared.variable.name.value, kind)
            if declared.default_value is not None:
                self._literals.check(declared.default_value, kind, [])
        used = set()
        for part in parts:
            for name, place in part.usages:
                require(name in types and is_type_sub_type_of(self._schema, types[name], place))
                used.add(name)
        require(used == types.keys())


def _field_of(each: Any) -> Field:
    returned = get_named_type(each.type)
    required = frozenset(name for name, one in each.args.items() if is_required_argument(one))
    return Field(each.type, returned, is_leaf_type(returned), each.args, required)


def _add(by_name: dict[str, Any], name: str, value: Any) -> None:
    require(name not in by_name)
    by_name[name] = value
