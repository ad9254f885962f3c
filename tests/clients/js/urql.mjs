// urql with its normalized cache, and the cache's own resolver for connections.
import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { QUERY } from "./query.mjs";

export function urqlClient(post, { url, headers }) {
  const resolvers = { Query: { opportunities: relayPagination() } };
  const client = new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers },
    exchanges: [cacheExchange({ resolvers }), fetchExchange],
  });
  const asked = (variables, requestPolicy) =>
    client.query(QUERY, variables, { requestPolicy }).toPromise();
  return {
    async page(variables) {
      const { data, error } = await asked(variables, "network-only");
      if (error) throw error;
      return data.opportunities.pageInfo;
    },
    async stored(variables) {
      const { data } = await asked(variables, "cache-only");
      return data.opportunities.edges.map((edge) => edge.node);
    },
  };
}
