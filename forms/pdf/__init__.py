"""From a tree of blocks to the file: typeset, laid out on pages, drawn, tagged, made PDF/A-3a and PDF/UA-1.

The order is: `flow` turns blocks into strips and structure elements (with `strips`, `text`, `tables`, `typeset`), `pages` puts
strips on pages, `drawing` draws them into content streams and hangs what it drew into the elements; `structure`,
`annotations`, `outline`, `embedding`, `artwork` and `archival` turn that into objects, `writer` makes the file of them.
"""
