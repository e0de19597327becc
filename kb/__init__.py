"""Knowledge base: articles with versions and feedback, their categories, announcements."""
