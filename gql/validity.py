"""Accepts valid documents quickly; graphql-core decides about all others.

graphql-core's `validate` asks thirty rules about every word, which takes four times as long as
parsing. `surely_valid` walks a document once and is cautious: it accepts what it knows to be valid,
and leaves to graphql-core what it does not know (introspection, directives other than @skip and
@include, variables that are nullable where a value is required). So nothing is ever refused here,
and every refusal has graphql-core's words. The tests compare both on documents that were broken in
thousands of ways.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

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

from gql.literal_validity import Doubtful, Literals, Usage

_TYPENAME = "__typename"
_CONDITIONS = {"skip", "include"}
_WHETHER = GraphQLNonNull(GraphQLBoolean)


class _Field(NamedTuple):
    """A field of a type, with what must be known of it for each selection."""

    type: Any
    returned: Any  # the named type
    is_leaf: bool
    arguments: Mapping[str, Any]
    required: frozenset[str]


_NAME_OF_TYPE = _Field("String!", None, True, {}, frozenset())  # noqa: FBT003 - a field by place


@dataclass(slots=True)
class _Scope:
    """What is selected of one object: fields by response name, and fragments that add others."""

    fields: dict[str, tuple[FieldNode, _Field]] = field(default_factory=dict)
    spreads: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Part:
    """One definition: the fragments and variables that it uses."""

    top: _Scope = field(default_factory=_Scope)
    spreads: set[str] = field(default_factory=set)
    usages: list[Usage] = field(default_factory=list)
    scopes: list[_Scope] = field(default_factory=list)  # that fragments add fields to


class Validity:
    """Knows the fields of one schema. Safe to use from any thread."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.fields = {
            kind.name: {name: _known(each) for name, each in kind.fields.items()}
            for kind in schema.type_map.values()
            if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        }

    def surely_valid(self, document: DocumentNode) -> bool:
        """Whether graphql-core would find nothing wrong. False where that is not certain."""
        try:
            must_merge = _Walk(self, document).must_merge()
        except Doubtful:
            return False
        rules = [OverlappingFieldsCanBeMergedRule]
        return not must_merge or not validate(self.schema, document, rules)


class _Walk:
    """One walk over a document. Whatever is not certain raises Doubtful."""

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
        """Whether all is valid but for fields of one name, which must be compared with each other.

        Raises Doubtful where anything else is not certain.
        """
        fragments = {name: self._fragment(name) for name in self._definitions}
        names = [node.name.value if node.name else None for node in self._operations]
        _hold(len(set(names)) == len(names) and (None not in names or len(names) == 1))
        reached: set[str] = set()
        for node in self._operations:
            part = self._operation(node)
            within = _reachable(part, fragments)
            reached |= within
            self._check_variables(node, [part, *(fragments[name] for name in within)])
            self._merge([part], fragments)
        _hold(reached == fragments.keys())
        _hold_acyclic(fragments)
        self._merge(fragments.values(), fragments)
        return self._is_merging

    def _operation(self, node: OperationDefinitionNode) -> _Part:
        root = self._schema.get_root_type(node.operation)
        _hold(root is not None and not node.directives)
        return self._part(root, node.selection_set)

    def _fragment(self, name: str) -> _Part:
        node = self._definitions[name]
        _hold(not node.directives and not node.variable_definitions)
        return self._part(self._conditions[name], node.selection_set)

    def _condition(self, node: FragmentDefinitionNode | InlineFragmentNode) -> Any:
        named = node.type_condition
        kind = self._schema.get_type(named.name.value) if named else None
        _hold(is_composite_type(kind))
        return kind

    def _part(self, kind: Any, selections: SelectionSetNode) -> _Part:
        part = _Part()
        self._object(part, part.top, kind, selections)
        return part

    def _object(self, part: _Part, scope: _Scope, kind: Any, selections: SelectionSetNode) -> None:
        """Check what is selected of an object."""
        self._selections(part, scope, kind, selections)
        if scope.spreads:
            part.scopes.append(scope)
            part.spreads |= scope.spreads

    def _selections(
        self, part: _Part, scope: _Scope, kind: Any, selections: SelectionSetNode
    ) -> None:
        """Check selections of an object, which may be those of an inline fragment."""
        fields = self._known.fields.get(kind.name, {})
        for node in selections.selections:
            if node.directives:
                self._directives(part, node.directives)
            if isinstance(node, FieldNode):
                name = node.name.value
                found = _NAME_OF_TYPE if name == _TYPENAME else fields.get(name)
                if found is None:
                    raise Doubtful
                self._field(part, scope, node, found)
            elif isinstance(node, InlineFragmentNode):
                inner = self._condition(node) if node.type_condition else kind
                _hold(do_types_overlap(self._schema, inner, kind))
                self._selections(part, scope, inner, node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                inner = self._conditions.get(node.name.value)
                if inner is None or node.arguments:
                    raise Doubtful
                _hold(do_types_overlap(self._schema, inner, kind))
                scope.spreads.add(node.name.value)

    def _field(self, part: _Part, scope: _Scope, node: FieldNode, found: _Field) -> None:
        if node.arguments:
            self._arguments(part, node.arguments, found.arguments, found.required)
        elif found.required:
            raise Doubtful
        if found.is_leaf:
            _hold(node.selection_set is None)
        elif node.selection_set is None:
            raise Doubtful
        else:
            self._object(part, _Scope(), found.returned, node.selection_set)
        key = node.alias.value if node.alias else node.name.value
        self._select(scope.fields, key, (node, found))

    def _select(
        self,
        fields: dict[str, tuple[FieldNode, _Field]],
        key: str,
        selected: tuple[FieldNode, _Field],
    ) -> None:
        """Note a field by its response name; two plain ones that are the same need no comparing."""
        before = fields.setdefault(key, selected)
        if before is selected:
            return
        (one, first), (other, second) = before, selected
        is_plain = first.is_leaf and second.is_leaf and not one.arguments and not other.arguments
        is_same = one.name.value == other.name.value and str(first.type) == str(second.type)
        if not (is_plain and is_same):
            self._is_merging = True

    def _merge(self, parts: Iterable[_Part], fragments: Mapping[str, _Part]) -> None:
        """Add the fields of fragments to the scopes in which they are spread."""
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

    def _directives(self, part: _Part, directives: Sequence[DirectiveNode]) -> None:
        names = [node.name.value for node in directives]
        _hold(_CONDITIONS.issuperset(names) and len(set(names)) == len(names))
        for node in directives:
            (argument,) = node.arguments if node.arguments and len(node.arguments) == 1 else (None,)
            if argument is None or argument.name.value != "if":
                raise Doubtful
            self._literals.check(argument.value, _WHETHER, part.usages)

    def _arguments(
        self,
        part: _Part,
        given: Sequence[ArgumentNode],
        known: Mapping[str, Any],
        required: frozenset[str],
    ) -> None:
        names = set()
        for node in given:
            name = node.name.value
            if name in names or name not in known:
                raise Doubtful
            names.add(name)
            self._literals.check(node.value, known[name].type, part.usages)
        _hold(required <= names)

    def _check_variables(self, node: OperationDefinitionNode, parts: Iterable[_Part]) -> None:
        """Each variable is declared once, used, and fits wherever it is used."""
        types: dict[str, Any] = {}
        for declared in node.variable_definitions or ():
            kind = type_from_ast(self._schema, declared.type)
            _hold(is_input_type(kind) and not declared.directives)
            _add(types, declared.variable.name.value, kind)
            if declared.default_value is not None:
                self._literals.check(declared.default_value, kind, [])
        used = set()
        for part in parts:
            for name, place in part.usages:
                _hold(name in types and is_type_sub_type_of(self._schema, types[name], place))
                used.add(name)
        _hold(used == types.keys())


def _known(each: Any) -> _Field:
    returned = get_named_type(each.type)
    required = frozenset(name for name, one in each.args.items() if is_required_argument(one))
    return _Field(each.type, returned, is_leaf_type(returned), each.args, required)


def _reachable(part: _Part, fragments: Mapping[str, _Part]) -> set[str]:
    """The fragments that are spread in a definition, or in fragments that are."""
    waiting, seen = list(part.spreads), set(part.spreads)
    while waiting:
        more = fragments[waiting.pop()].spreads - seen
        seen |= more
        waiting += more
    return seen


def _hold_acyclic(fragments: Mapping[str, _Part]) -> None:
    """Take away fragments that nobody spreads, until none is left."""
    spread = Counter(name for part in fragments.values() for name in part.spreads)
    waiting = [name for name in fragments if not spread[name]]
    gone = 0
    while waiting:
        gone += 1
        for name in fragments[waiting.pop()].spreads:
            spread[name] -= 1
            if not spread[name]:
                waiting.append(name)
    _hold(gone == len(fragments))


def _add(found: dict[str, Any], name: str, value: Any) -> None:
    _hold(name not in found)
    found[name] = value


def _hold(condition: bool) -> None:  # noqa: FBT001 - as in `assert`
    if not condition:
        raise Doubtful
