"""Can this list be relied on? (ETSI TS 119 615 §§ 4.1, 4.2)

    (1) the list of lists is signed by the anchor, or by whom a chain of pivots from the anchor names  (forged list of lists)
    (2) each national list is signed by whom the list of lists names for it                            (forged or swapped list)
    (3) it is the territory and type it is taken for                                                   (another list in its place)

That it has not expired is asked at the verdict's instant (`registry`); that it is no older one than we had, when it is fetched (`refresh`).
"""

from collections.abc import Iterator, Mapping, Sequence

from signing.qualification.errors import ListMalformed, ListSignatureInvalid
from signing.qualification.list_parser import LIST_OF_LISTS, Pointer, TrustedList, parse_xml, trusted_list
from signing.qualification.list_signature import verify_list_signature
from signing.qualification.registry import ListState, ListStatus

__all__ = ["assess_list_of_lists", "assess_national_list", "national_pointers"]

MACHINE_READABLE = "application/vnd.etsi.tsl+xml"


def assess_list_of_lists(
    content: bytes | None, files: Mapping[str, bytes], anchors: Sequence[bytes]
) -> tuple[TrustedList | None, ListStatus]:
    """The list of lists if it can be relied on, and its state in any case.

    Args:
        files: published location → content, for the pivots.
        anchors: DER certificates.
    """
    if content is None:
        return None, ListStatus("EU", "", None, None, None, ListState.MISSING)
    try:
        root = parse_xml(content)
        lotl = trusted_list(root)
        if lotl.type != LIST_OF_LISTS:
            raise ListMalformed("not a list of lists")
    except ListMalformed as error:
        return None, ListStatus("EU", "", None, None, None, ListState.MALFORMED, str(error))
    # (1)
    try:
        verify_list_signature(root, _signers(lotl, files, anchors))
    except ListSignatureInvalid as error:
        return None, _found(lotl, "", ListState.SIGNATURE_INVALID, str(error))
    return lotl, _found(lotl, "", ListState.OK)


def national_pointers(lotl: TrustedList) -> Iterator[Pointer]:
    """Where the lists lie that a machine reads."""
    for pointer in lotl.pointers:
        if pointer.type != LIST_OF_LISTS and pointer.mime_type == MACHINE_READABLE:
            yield pointer


def assess_national_list(pointer: Pointer, content: bytes | None) -> tuple[ListStatus, TrustedList | None]:
    """Its state, and the list if it could be read. With a state other than OK its services are names only: a signature under one of them is undecided."""
    if content is None:
        return ListStatus(pointer.territory, pointer.location, None, None, None, ListState.MISSING), None
    # (3)
    try:
        root = parse_xml(content)
        found = trusted_list(root)
        if found.territory != pointer.territory or found.type != pointer.type:
            raise ListMalformed("the list of another territory or type")
    except ListMalformed as error:
        return ListStatus(pointer.territory, pointer.location, None, None, None, ListState.MALFORMED, str(error)), None
    # (2)
    try:
        verify_list_signature(root, pointer.signers)
    except ListSignatureInvalid as error:
        return _found(found, pointer.location, ListState.SIGNATURE_INVALID, str(error)), found
    return _found(found, pointer.location, ListState.OK), found


def _signers(lotl: TrustedList, files: Mapping[str, bytes], anchors: Sequence[bytes]) -> tuple[bytes, ...]:
    """Who may sign the list of lists: the anchor, until a pivot signed by it names others (TS 119 615 § 4.1.4).

    Pivots older than the anchor, or not at hand, hand nothing on. Whom a pivot no longer names may no longer sign.
    """
    signers = tuple(anchors)
    for location in reversed(lotl.pivots):
        content = files.get(location)
        if content is None:
            continue
        try:
            root = parse_xml(content)
            pivot = trusted_list(root)
            verify_list_signature(root, signers)
        except (ListMalformed, ListSignatureInvalid):
            continue
        handed_on = tuple(signer for pointer in pivot.pointers if pointer.type == LIST_OF_LISTS for signer in pointer.signers)
        signers = handed_on or signers
    return signers


def _found(found: TrustedList, location: str, state: ListState, detail: str = "") -> ListStatus:
    return ListStatus(found.territory, location, found.sequence, found.issued, found.next_update, state, detail)
