"""Configuration items: everything managed in order to deliver a service."""
