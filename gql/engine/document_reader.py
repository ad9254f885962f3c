"""Parses, counts and validates GraphQL documents. Nothing is cached here."""

from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, parse, validate

from gql.cost.costs import Costs
from gql.cost.limit_errors import limit_exceeded
from gql.engine.fast_validation import Validity
from gql.engine.parsed_document import ParsedDocument, Tree
from gql.literal_errors import VALIDATION_RULES
from gql.request_errors import RequestRefused

_MAX_ERRORS = 20


class DocumentReader:
    """Reads documents for one schema. Thread-safe."""

    def __init__(self, schema: GraphQLSchema, costs: Costs) -> None:
        self._schema, self._costs = schema, costs
        self._validity = Validity(schema)

    def read(self, text: str) -> tuple[ParsedDocument, Tree]:
        """Parse and validate a document. Raises RequestRefused if it is not valid."""
        tree = self.tree(text)
        counted = self._costs.count(tree.node)  # before validation, whose cost it limits
        if not self._validity.surely_valid(tree.node):
            errors = validate(self._schema, tree.node, VALIDATION_RULES, max_errors=_MAX_ERRORS)
            if errors:
                raise RequestRefused("GRAPHQL_VALIDATION_FAILED", *map(_without_python, errors))
        return ParsedDocument.of(self._schema, text, tree, counted), tree

    def tree(self, text: str) -> Tree:
        """Parse a text. Raises RequestRefused if it is not GraphQL or has too many tokens."""
        return Tree.of(self._parse(text))

    def _parse(self, text: str) -> DocumentNode:
        most = self._costs.limits.tokens
        try:
            return parse(text, max_tokens=most)
        except GraphQLSyntaxError as error:
            if f"more than {most} tokens" in error.message:
                raise limit_exceeded("tokens", most + 1, most, "Split the request.") from None
            raise RequestRefused("GRAPHQL_PARSE_FAILED", error) from None


def _without_python(error: GraphQLError) -> GraphQLError:
    """The error, without Python's own message if Python could not parse a number."""
    if isinstance(error.original_error, ValueError):
        return GraphQLError("A number in the document has too many digits.", error.nodes)
    return error
