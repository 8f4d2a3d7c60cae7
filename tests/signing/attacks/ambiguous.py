"""What two readers read differently: a store for the one that judges, other pages for the one that shows."""

from collections.abc import Callable

from tests.signing.attacks.case import Case, expected
from tests.signing.attacks.disguised import STORE, catalog
from tests.signing.attacks.raw import object_number, update, update_with_table
from tests.signing.attacks.signatures import Recipe
from tests.signing.attacks.workshop import Workshop

CHANGED = expected(1, "CONTENT_CHANGED")
UNREADABLE = expected(3, "MALFORMED")
_OTHER_PAGES = {
    905: b"<< /Type /Pages /Count 1 /Kids [906 0 R] >>",
    906: b"<< /Type /Page /Parent 905 0 R /MediaBox [0 0 595 842] >>",
}


def prepared(shop: Workshop) -> bytes:
    """Signed with other pages in it, which nothing points to yet."""
    return shop.signed(update(shop.alone, _OTHER_PAGES), Recipe(shop.zoe))


def _twice(*, other_first: bool) -> Callable[[Workshop], bytes]:
    def make(shop: Workshop) -> bytes:
        """The table names the catalog twice; readers take the first entry, or the last."""
        pdf = prepared(shop)
        root = object_number(pdf)
        both = [(root, catalog(pdf, {})), (root, catalog(pdf, {"/Pages": b"905 0 R"}))]
        return update_with_table(pdf, [*(both[::-1] if other_first else both), (960, STORE)])

    return make


def key_twice(shop: Workshop) -> bytes:
    """The catalog names its pages twice."""
    pdf = prepared(shop)
    content = catalog(pdf, {}).replace(b"/DSS", b"/Pages 905 0 R /DSS")
    return update_with_table(pdf, [(object_number(pdf), content), (960, STORE)])


def key_twice_by_second_signer(shop: Workshop) -> bytes:
    """The second signer's revision names the pages twice."""
    first = shop.document.first
    changed = update(
        first, {**_OTHER_PAGES, object_number(first): catalog(first, {"/DSS": None}).replace(b">>", b"/Pages 905 0 R >>")}
    )
    return shop.signed(changed, Recipe(shop.juergen), "signer-2")


def root_twice(shop: Workshop) -> bytes:
    """The trailer names two catalogs."""
    pdf = prepared(shop)
    other = (970, catalog(pdf, {"/Pages": b"905 0 R"}))
    return update_with_table(pdf, [(object_number(pdf), catalog(pdf, {})), (960, STORE), other], trailer=b"/Root 970 0 R")


def entry_of_a_type_to_come(shop: Workshop) -> bytes:
    """To a reader that knows no type 3 the page is null (ISO 32000-2 § 7.5.8.3); to one that passes over it, what it was."""
    pdf = shop.alone_signed
    page = object_number(pdf, "/Pages", "/Kids", 0)
    return update(pdf, {object_number(pdf): catalog(pdf, {}), 960: STORE}, entries={page: (3, 0, 0)})


def free_and_not(shop: Workshop) -> bytes:
    """The page's content is called free, with a generation that means nothing."""
    pdf = shop.alone_signed
    content = object_number(pdf, "/Pages", "/Kids", 0, "/Contents")
    return update(pdf, {object_number(pdf): catalog(pdf, {}), 960: STORE}, entries={content: (0, 0, 0)})


def unlisted_object(shop: Workshop) -> bytes:
    """A second page object that no section names: readers that repair a file find it."""
    pdf = shop.alone_signed
    page = b"%d 0 obj\n<< /Type /Page /MediaBox [0 0 595 842] >>\nendobj\n" % object_number(pdf, "/Pages", "/Kids", 0)
    return update_with_table(pdf, [(object_number(pdf), catalog(pdf, {})), (960, STORE)], before=page)


def repaired(shop: Workshop) -> bytes:
    """startxref misses the table of the store, so that some readers repair the file, and find a page that was signed unlisted."""
    page = b"%d 0 obj\n<< /Type /Page /MediaBox [0 0 595 842] >>\nendobj\n" % object_number(shop.alone, "/Pages", "/Kids", 0)
    signed = shop.signed(update(shop.alone, {905: b"null"}, before=page), Recipe(shop.zoe))
    return update_with_table(signed, [(object_number(signed), catalog(signed, {})), (960, STORE)], beside=3)


def markup_between(shop: Workshop) -> bytes:
    pdf = shop.alone_signed
    objects = [(object_number(pdf), catalog(pdf, {})), (960, STORE)]
    return update_with_table(pdf, objects, before=b"<html><script>alert(1)</script></html>\n")


def long_comment(shop: Workshop) -> bytes:
    pdf = shop.alone_signed
    objects = [(object_number(pdf), catalog(pdf, {})), (960, STORE)]
    return update_with_table(pdf, objects, before=b"%" + b"<script>alert(1)</script>" * 40 + b"\n")


def stream_names_twice(shop: Workshop) -> bytes:
    """An object stream whose header names the catalog twice."""
    pdf = prepared(shop)
    root = object_number(pdf)
    one, other = catalog(pdf, {}), catalog(pdf, {"/Pages": b"905 0 R"})
    header = b"%d 0 960 %d %d %d " % (root, len(one) + 1, root, len(one) + len(STORE) + 2)
    body = header + one + b" " + STORE + b" " + other
    stream = b"<< /Type /ObjStm /N 3 /First %d /Length %d >>\nstream\n%s\nendstream" % (len(header), len(body), body)
    return update(pdf, {930: stream}, entries={root: (2, 930, 0), 960: (2, 930, 1)})


def index_that_misses(shop: Workshop) -> bytes:
    """The section says the catalog is the stream's second object, where another one lies; its header says the first."""
    pdf = prepared(shop)
    root = object_number(pdf)
    one, other = catalog(pdf, {}), catalog(pdf, {"/Pages": b"905 0 R"})
    header = b"%d 0 960 %d " % (root, len(one) + 1)
    body = header + one + b" " + other
    stream = b"<< /Type /ObjStm /N 2 /First %d /Length %d >>\nstream\n%s\nendstream" % (len(header), len(body), body)
    return update(pdf, {930: stream}, entries={root: (2, 930, 1), 960: (2, 930, 1)})


CASES = [
    Case("catalog named twice, the other pages first", _twice(other_first=True), "alone", CHANGED, CHANGED),
    Case("catalog named twice, the other pages last", _twice(other_first=False), "alone", CHANGED, CHANGED),
    Case("pages named twice in the catalog", key_twice, "alone", UNREADABLE, UNREADABLE),
    Case("second signer: pages named twice", key_twice_by_second_signer, "first", UNREADABLE, UNREADABLE),
    Case("two catalogs in the trailer", root_twice, "alone", CHANGED, CHANGED),
    Case("page's entry of an unknown type", entry_of_a_type_to_come, "alone", CHANGED, CHANGED),
    Case("page's content free, and not", free_and_not, "alone", CHANGED, CHANGED),
    Case("page that only a repairing reader finds", unlisted_object, "alone", CHANGED, CHANGED),
    Case("startxref that makes readers repair", repaired, "alone", CHANGED, CHANGED),
    Case("markup between objects of the store", markup_between, "alone", CHANGED, CHANGED),
    Case("long comment before the store", long_comment, "alone", CHANGED, CHANGED),
    Case("object stream's index misses the catalog", index_that_misses, "alone", UNREADABLE, UNREADABLE),
    Case("object stream that names the catalog twice", stream_names_twice, "alone", CHANGED, CHANGED),
]
