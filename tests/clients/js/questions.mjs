// The same documents as in relay/cache.js, for the clients without a compiler.
const NAMED = "id __typename";

export const QUESTIONS = {
  viewer: `query Viewer { viewer { __typename user { ${NAMED} name } tenant { ${NAMED}
    settings { ${NAMED} pricingPrecision } letterhead { ${NAMED} companyName } } } }`,
  user: `query User($id: ID!) { user(id: $id) { ${NAMED} email } }`,
  quote: `query Quote($id: ID!) { quote(id: $id) { ${NAMED} lines { ${NAMED} } } }`,
  found: `query Found($text: String!) { search(text: $text) { __typename
    ... on Quote { id name } } }`,
  settings: `mutation Settings($precision: Int!) {
    updateTenantSettings(input: { pricingPrecision: $precision }) { __typename
      settings { ${NAMED} pricingPrecision } } }`,
  letterhead: `mutation Letterhead($name: String!) {
    updateLetterhead(input: { companyName: $name }) { __typename
      letterhead { ${NAMED} companyName } } }`,
  rename: `mutation Rename($id: ID!, $name: String!) {
    updateQuote(id: $id, input: { name: $name }) { __typename quote { ${NAMED} name } } }`,
  remove: `mutation Remove($id: ID!) { removeLine(lineId: $id) { __typename deletedLineIds } }`,
};
