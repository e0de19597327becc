"""People, groups, roles and grants, tokens, API clients, sign-in."""
