"""The search engine: criteria in numbers of search options become one queryset."""
