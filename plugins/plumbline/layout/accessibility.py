"""The structure that screen readers walk, put right where the layout engine leaves it unclear (PDF/UA-1)."""

from __future__ import annotations

from typing import Any


def finish(_: object, pdf: Any) -> None:
    """Say of each header cell whether it heads its column or its row: not every screen reader finds out by itself."""
    objects = {int(one.number): one for one in pdf.objects}

    def parent(element: Any) -> Any:
        return objects[int(element["P"].split()[0])]

    for element in pdf.objects:
        if isinstance(element, dict) and element.get("Subtype") == "/Link":
            element["F"] = 4  # a link is printed with its page
        if isinstance(element, dict) and element.get("S") == "/TH" and "A" in element:
            heads_column = parent(parent(element))["S"] == "/THead"
            element["A"]["Scope"] = "/Column" if heads_column else "/Row"
    _leave_out_empty(pdf.objects)


def _leave_out_empty(found: Any) -> None:
    """Take boxes that hold no text, such as bars, out of the tree that screen readers walk."""
    objects: list[Any] = [one for one in found if isinstance(one, dict)]
    elements = {int(one.number): one for one in objects if "S" in one and "P" in one}
    children = {number: _kids(element) for number, element in elements.items()}
    queue = [number for number, one in elements.items() if one["S"] in ("/Span", "/Div") and not children[number]]
    while queue:
        number = queue.pop()
        element = elements[number]
        above = int(element["P"].split()[0])
        if above not in elements or any(key in element for key in ("Alt", "ActualText")):
            continue
        kept = [one for one in children[above] if _number(one) != number]
        if len(kept) == len(children[above]):
            continue
        children[above] = kept
        elements[above]["K"] = type(elements[above]["K"])(kept)
        if not kept and elements[above]["S"] in ("/Span", "/Div"):
            queue.append(above)


def _kids(element: Any) -> list[Any]:
    kids = element.get("K", [])
    return list(kids) if isinstance(kids, list) else [kids]


def _number(reference: Any) -> int | None:
    said = reference.decode() if isinstance(reference, bytes) else reference
    return int(said.split()[0]) if isinstance(said, str) and said.endswith(" R") else None
