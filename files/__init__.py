"""Files: their bytes, name, type and checksums, and what they hang on. Knows no owner."""
