"""An app of somebody else: what the guide for integrators shows."""
