"""A trust service provider for development, tests and training, a program of its own: `python -m signing.sandbox`.

Nothing it makes has legal effect. Nothing else of the project imports it. See docs/sandbox-trust-service.md.
"""
