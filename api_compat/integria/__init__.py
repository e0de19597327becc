"""api.php, as Integria IMS and Pandora ITSM answer it: one URL, an operation by name."""
