// node cache.mjs CLIENT URL TOKEN '{"user": ID, "quote": ID, "line": ID, "text": NUMBER}'
// Runs queries and mutations, then prints the client's store and all of the client's warnings.
import { MAKERS } from "./caches.mjs";
import { serverAt } from "./server.mjs";

const [name, url, token, given] = process.argv.slice(2);
const { user, quote, line, text } = JSON.parse(given);
const { headers, post } = serverAt(url, token);
const complaints = [];
console.warn = console.error = (...words) => complaints.push(words.map(String).join(" "));

const store = MAKERS[name](post, { url, headers });
const before = await store.ask("viewer");
await store.ask("user", { id: user });
await store.ask("quote", { id: quote });
await store.ask("found", { text });
await store.change("settings", { precision: 4 });
await store.change("letterhead", { name: "Willow Pumps" });
await store.change("rename", { id: quote, name: "Renamed" });
await store.change("remove", { id: line });
const kept = {
  viewer: await store.kept("viewer"),
  user: await store.kept("user", { id: user }),
  found: await store.kept("found", { text }),
  quote: await store.kept("quote", { id: quote }),
};
console.log(JSON.stringify({ before, ...kept, complaints }));
