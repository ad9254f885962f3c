// Apollo's cache, with Apollo's own field policy for connections.
import { ApolloClient, ApolloLink, InMemoryCache, gql } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { Observable } from "rxjs";
import { QUERY } from "./query.mjs";

const query = gql(QUERY);

export function apolloClient(post) {
  const link = new ApolloLink(
    ({ variables }) =>
      new Observable((observer) => {
        post(QUERY, variables).then(
          (answer) => {
            observer.next(answer);
            observer.complete();
          },
          (error) => observer.error(error),
        );
      }),
  );
  const policies = { Query: { fields: { opportunities: relayStylePagination(["orderBy"]) } } };
  const client = new ApolloClient({ link, cache: new InMemoryCache({ typePolicies: policies }) });
  let watched;
  return {
    async page(variables) {
      if (!watched) {
        watched = client.watchQuery({ query, variables });
        watched.subscribe({ next() {} });
        const { data } = await client.query({ query, variables });
        return data.opportunities.pageInfo;
      }
      const { data } = await watched.fetchMore({ variables });
      return data.opportunities.pageInfo;
    },
    async stored(variables) {
      const { data } = await client.query({ query, variables, fetchPolicy: "cache-only" });
      return data.opportunities.edges.map((edge) => edge.node);
    },
  };
}
