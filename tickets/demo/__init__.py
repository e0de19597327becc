"""The demo world: an invented IT service provider, its customers and three months of their tickets.

Plain data and the steps that load it through import operations; nothing here serves requests.
"""
