"""The part of OData that Business Central answers to: query options, pages, projections."""
