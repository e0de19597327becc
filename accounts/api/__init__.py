"""REST: people, groups, entities, roles, grants, calendars, one's own tokens."""
