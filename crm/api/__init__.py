"""REST: companies, contacts, leads, invoices, contracts, newsletters."""
