"""What pages show, ready to be shown: built from queries, without a rule in a template."""
