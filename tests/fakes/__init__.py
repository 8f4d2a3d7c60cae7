"""In-memory fakes at the ports, for tests of the use cases; contract tests hold the real repositories to the same."""
