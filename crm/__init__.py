"""Companies and contacts, leads, invoices, contracts, newsletters."""
