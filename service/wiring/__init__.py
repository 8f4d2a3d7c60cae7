"""Composition roots: one module per kind of process, so that each loads only what it needs."""
