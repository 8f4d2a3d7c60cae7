"""A document as a file: the whole way from the tree of blocks to the bytes."""

from io import BytesIO

import pikepdf

from forms.blocks import Document
from forms.mark import mark_line
from forms.pdf.annotations import annotate
from forms.pdf.archival import Attachment, FileFacts, make_archival
from forms.pdf.drawing import drawn
from forms.pdf.flow import flow_of
from forms.pdf.header_mark import marked
from forms.pdf.pages import pages_of
from forms.pdf.structure import StructureTree

__all__ = ["Attachment", "FileFacts", "pdf_of"]


def pdf_of(document: Document, facts: FileFacts) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1. The same document and facts give the same bytes.

    Raises:
        TextTooLong: a part that must stay whole is taller than a page.
    """
    flow = flow_of(document)
    picture = drawn(document, pages_of(flow.strips))
    saved = BytesIO()
    with pikepdf.open(BytesIO(picture.pdf)) as pdf:
        annotations = annotate(pdf, picture.boxes)
        StructureTree(pdf, annotations).write(flow.root)
        make_archival(pdf, facts, title=document.title, language=document.language)
        pdf.save(
            saved,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
            min_version="1.7",
        )
    return marked(saved.getvalue(), mark_line(facts.document_id))
