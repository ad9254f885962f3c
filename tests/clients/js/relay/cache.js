// The documents that the Relay compiler compiles for ../caches.mjs.
import { graphql } from "relay-runtime";

export const viewer = graphql`
  query cacheViewerQuery {
    viewer {
      user {
        id
        name
      }
      tenant {
        id
        settings {
          id
          pricingPrecision
        }
        letterhead {
          id
          companyName
        }
      }
    }
  }
`;
export const user = graphql`
  query cacheUserQuery($id: ID!) {
    user(id: $id) {
      id
      email
    }
  }
`;
export const quote = graphql`
  query cacheQuoteQuery($id: ID!) {
    quote(id: $id) {
      id
      lines {
        id
      }
    }
  }
`;
export const found = graphql`
  query cacheFoundQuery($text: String!) {
    search(text: $text) {
      __typename
      ... on Quote {
        id
        name
      }
    }
  }
`;
export const settings = graphql`
  mutation cacheSettingsMutation($precision: Int!) {
    updateTenantSettings(input: { pricingPrecision: $precision }) {
      settings {
        id
        pricingPrecision
      }
    }
  }
`;
export const letterhead = graphql`
  mutation cacheLetterheadMutation($name: String!) {
    updateLetterhead(input: { companyName: $name }) {
      letterhead {
        id
        companyName
      }
    }
  }
`;
export const rename = graphql`
  mutation cacheRenameMutation($id: ID!, $name: String!) {
    updateQuote(id: $id, input: { name: $name }) {
      quote {
        id
        name
      }
    }
  }
`;
export const remove = graphql`
  mutation cacheRemoveMutation($id: ID!) {
    removeLine(lineId: $id) {
      deletedLineIds @deleteRecord
    }
  }
`;
