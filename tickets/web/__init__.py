"""Pages of the agent desk."""
