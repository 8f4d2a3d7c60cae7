"""Qualified electronic signatures with pyHanko. In: bytes and identity. Out: bytes and a verdict."""
