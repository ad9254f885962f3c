// The query of the clients without a compiler.
export const QUERY = `
  query Deals($first: Int, $after: String, $last: Int, $before: String,
      $orderBy: [OpportunitySort!]) {
    opportunities(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
      edges { cursor node { id name __typename } __typename }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor __typename }
      __typename
    }
  }`;
