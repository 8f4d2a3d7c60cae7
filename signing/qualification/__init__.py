"""Trusted lists: list of lists → national lists → our own registry of services, with their full history.

`registry` and `determination` are what a verdict needs; `mirror` reads a folder of lists (and alone pulls in an XML parser).
"""
