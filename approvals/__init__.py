"""Approvals: who is asked, who voted, what came of it. Knows no ticket."""
