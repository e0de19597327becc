"""The REST door of approvals."""
