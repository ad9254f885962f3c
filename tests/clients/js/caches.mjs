// One interface to the stores of Apollo, Relay and urql: query, mutate, read what is cached.
import { ApolloClient, ApolloLink, InMemoryCache, gql } from "@apollo/client";
import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import relay from "relay-runtime";
import { Observable } from "rxjs";
import { QUESTIONS } from "./questions.mjs";
import found from "./relay/__generated__/cacheFoundQuery.graphql.js";
import letterhead from "./relay/__generated__/cacheLetterheadMutation.graphql.js";
import quote from "./relay/__generated__/cacheQuoteQuery.graphql.js";
import remove from "./relay/__generated__/cacheRemoveMutation.graphql.js";
import rename from "./relay/__generated__/cacheRenameMutation.graphql.js";
import settings from "./relay/__generated__/cacheSettingsMutation.graphql.js";
import user from "./relay/__generated__/cacheUserQuery.graphql.js";
import viewer from "./relay/__generated__/cacheViewerQuery.graphql.js";

const compiled = { found, letterhead, quote, remove, rename, settings, user, viewer };
const { Environment, Network, RecordSource, Store, commitMutation, createOperationDescriptor } =
  relay;

function apollo(post) {
  const link = new ApolloLink(
    ({ operationName, variables }) =>
      new Observable((observer) => {
        post(QUESTIONS[operationName.toLowerCase()], variables).then(
          (answer) => {
            observer.next(answer);
            observer.complete();
          },
          (error) => observer.error(error),
        );
      }),
  );
  const cache = new InMemoryCache({ typePolicies: { Viewer: { merge: true } } });
  const client = new ApolloClient({ link, cache });
  const asked = (name, variables, fetchPolicy) =>
    client.query({ query: gql(QUESTIONS[name]), variables, fetchPolicy });
  return {
    ask: (name, variables) => asked(name, variables, "network-only"),
    change: (name, variables) =>
      client.mutate({
        mutation: gql(QUESTIONS[name]),
        variables,
        update(cache, { data }) {
          for (const id of data.removeLine?.deletedLineIds ?? []) {
            cache.evict({ id: `QuoteLine:${id}` });
          }
        },
      }),
    kept: async (name, variables) => (await asked(name, variables, "cache-only")).data,
  };
}

function relayStore(post) {
  const network = Network.create(async (request, variables) => post(request.text, variables));
  const environment = new Environment({ network, store: new Store(new RecordSource()) });
  const descriptor = (name, variables) => createOperationDescriptor(compiled[name], variables);
  return {
    ask: (name, variables = {}) => {
      environment.retain(descriptor(name, variables));
      return relay.fetchQuery(environment, compiled[name], variables).toPromise();
    },
    change: (name, variables) =>
      new Promise((onCompleted, onError) => {
        const mutation = compiled[name];
        commitMutation(environment, { mutation, variables, onCompleted, onError });
      }),
    kept: async (name, variables = {}) =>
      environment.lookup(descriptor(name, variables).fragment).data,
  };
}

function urql(_post, { url, headers }) {
  const keys = { Viewer: () => null }; // has no id, and says so
  const removeLine = ({ removeLine: { deletedLineIds } }, _variables, cache) => {
    for (const id of deletedLineIds) cache.invalidate({ __typename: "QuoteLine", id });
  };
  const client = new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers },
    exchanges: [cacheExchange({ keys, updates: { Mutation: { removeLine } } }), fetchExchange],
  });
  const asked = async (name, variables, requestPolicy) => {
    const ask = name in { viewer: 1, user: 1, quote: 1, found: 1 } ? "query" : "mutation";
    const answer = await client[ask](QUESTIONS[name], variables ?? {}, { requestPolicy });
    if (answer.error) throw answer.error;
    return answer.data;
  };
  return {
    ask: (name, variables) => asked(name, variables, "network-only"),
    change: (name, variables) => asked(name, variables),
    // A list from which an item was removed is evicted as a whole, and fetched again.
    kept: (name, variables) =>
      asked(name, variables, name === "quote" ? "cache-first" : "cache-only"),
  };
}

export const MAKERS = { apollo, relay: relayStore, urql };
