"""The dialect of InvGate Service Desk's API v1."""
