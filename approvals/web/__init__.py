"""Door: the pages of approvals, in the desk, in the portal and behind the links of mails."""
