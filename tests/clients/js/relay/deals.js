// The documents that the Relay compiler compiles; the network is in ../relay.mjs.
import { graphql } from "relay-runtime";

export default graphql`
  query dealsQuery(
    $first: Int
    $after: String
    $last: Int
    $before: String
    $orderBy: [OpportunityOrder!]
  ) {
    opportunities(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy)
      @connection(key: "deals_opportunities", filters: ["orderBy"]) {
      edges {
        node {
          id
          name
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`;
