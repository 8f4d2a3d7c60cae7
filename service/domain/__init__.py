"""The law as software: parties, authority, states and decisions. Pure: no I/O, no clock, no framework."""
