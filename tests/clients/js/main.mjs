// node main.mjs CLIENT URL TOKEN '{"size": 7, "backwards": false, "orderBy": [...]}'
// Pages to the end, then prints the list in the client's store, in order.
import { apolloClient } from "./apollo.mjs";
import { relayClient } from "./relay.mjs";
import { serverAt } from "./server.mjs";
import { urqlClient } from "./urql.mjs";

const [name, url, token, given] = process.argv.slice(2);
const { size, backwards, orderBy } = JSON.parse(given);
const { headers, post } = serverAt(url, token);

const makers = { relay: relayClient, apollo: apolloClient, urql: urqlClient };
const client = makers[name](post, { url, headers });
const start = { ...(backwards ? { last: size } : { first: size }), orderBy };
let pages = 0;
let begun = 0; // when the first page had arrived
for (let variables = start; variables; pages += 1) {
  const info = await client.page(variables);
  begun ||= Date.now();
  await new Promise((resolve) => setTimeout(resolve, 150)); // people scroll slower than that
  if (backwards) {
    variables = info.hasPreviousPage && { ...start, before: info.startCursor };
  } else {
    variables = info.hasNextPage && { ...start, after: info.endCursor };
  }
}
console.log(JSON.stringify({ pages, begun, nodes: await client.stored(start) }));
