"""From a tree of blocks to the file: typeset, laid out on pages, drawn, tagged, made PDF/A-3a and PDF/UA-1.

The order is: `flow` turns blocks into strips and structure elements, `pages` puts strips on pages, `drawing` draws them
with reportlab and hangs what it drew into the elements, `structure`, `annotations` and `archival` complete the file
with pikepdf, `header_mark` writes our mark into its header.
"""
