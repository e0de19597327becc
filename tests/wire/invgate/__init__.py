"""Replay of the contract of InvGate Service Desk's API."""
