"""Documents kept unchanged for years: one port, one write protocol, stores behind it, the auditor's package. Knows nothing of people."""
