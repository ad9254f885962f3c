// Relay's store, with Relay's own handling of connections.
import relay from "relay-runtime";
import query from "./relay/__generated__/dealsQuery.graphql.js";

const { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery } = relay;

export function relayClient(post) {
  const network = Network.create(async (request, variables) => post(request.text, variables));
  const environment = new Environment({ network, store: new Store(new RecordSource()) });
  const descriptor = (variables) => createOperationDescriptor(query, variables);
  return {
    async page(variables) {
      environment.retain(descriptor(variables));
      const data = await fetchQuery(environment, query, variables).toPromise();
      return data.opportunities.pageInfo;
    },
    async stored(variables) {
      const { data } = environment.lookup(descriptor(variables).fragment);
      return data.opportunities.edges.map((edge) => edge.node);
    },
  };
}
