"""REST: configuration items, their types and relations."""
