"""A task's hops as a drawing: what the question says, what stays hidden, the answer, and the relations between.

Each chain of hops is a lane. Few lanes stand side by side and run down; many lie under one another and run across.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from taskloom.schema.task import Subtask, Task
from taskloom.view.plots import MUTED, Plot
from taskloom.view.svg import element, fitted, picture, rectangle, text, wrapped

_NODE, _FLAT = (214.0, 66.0), (214.0, 46.0)
_SIDE_BY_SIDE = 3
"""Lanes that still fit beside one another."""
_MARGIN = 44
"""Beside the last lane, for what its edges say."""
_BOLD = 14.2
"""What a bold label of 13 takes, in the sizes that widths are reckoned by."""
_LINE = "#b9b3a6"
_FILLS = {"said": "#eef3f7", "hidden": "#fbf3ea", "answer": "#e9f3e8", "part": "#f3edf6"}
_STROKES = {"said": "#2f6b9a", "hidden": "#a5551f", "answer": "#3d6a3c", "part": "#7a4a8e"}


class _Node(NamedTuple):
    role: str
    tag: str
    said: str
    layer: int
    lane: float


class _Edge(NamedTuple):
    start: int
    end: int
    relation: str
    document: str


def hops(task: Task) -> Plot:
    """The drawing, and for a screen reader the same in words."""
    nodes, edges = _laid_out(task)
    lanes = int(max(node.lane for node in nodes)) + 1
    down = lanes <= _SIDE_BY_SIDE
    size = _NODE if down else _FLAT
    step = (size[0] + 60, size[1] + 56) if down else (size[0] + 130, size[1] + 12)

    def corner(node: _Node) -> tuple[float, float]:
        return (node.lane * step[0], node.layer * step[1]) if down else (node.layer * step[0], node.lane * step[1])

    last = max(node.layer for node in nodes)
    width = ((lanes - 1 if down else last) * step[0]) + size[0] + (_MARGIN if down else 4)
    height = (last if down else lanes - 1) * step[1] + size[1] + 4
    drawn = [_edge(corner(nodes[edge.start]), corner(nodes[edge.end]), size, edge, down=down) for edge in edges]
    drawn += [_box(corner(node), size, node) for node in nodes]
    moved = element("g", *drawn, transform="translate(2 2)")
    return Plot(
        "hops", in_words(task), picture(in_words(task), (width, height), moved, class_="plot graph", role="img")
    )


def in_words(task: Task) -> str:
    """The graph as a sentence for each step."""
    said = [
        f"{one.id}: {one.relation} of {one.identifier}{' after ' + ', '.join(one.uses) if one.uses else ''}:"
        f" {one.answer.text}"
        for one in task.subtasks
    ]
    return "; ".join([*said, f"{task.operation or 'answer'}: {task.answer.text}"])


def _laid_out(task: Task) -> tuple[list[_Node], list[_Edge]]:
    by_id = {one.id: one for one in task.subtasks}
    needed = {name for one in task.subtasks for name in one.uses}
    roots = [one for one in task.subtasks if one.id not in needed]
    many = len(roots) > _SIDE_BY_SIDE
    nodes: list[_Node] = []
    edges: list[_Edge] = []
    places: dict[str, int] = {}
    starts: dict[str, int] = {}

    def layer(one: Subtask) -> int:
        return 1 + max((layer(by_id[name]) for name in one.uses if name in by_id), default=0)

    for lane, root in enumerate(roots):
        for one in _chain(root, by_id):
            if one.id in places:
                continue
            answers = one is root and len(roots) == 1
            tag = "answer" if answers else "part" if one is root else "hidden"
            told = f"{one.id} · {one.relation}" if many else f"{one.id} · {tag}"
            nodes.append(_Node("answer" if answers else tag, told, one.answer.text, layer(one), lane))
            places[one.id] = len(nodes) - 1
            relation = "" if many else one.relation
            if not one.uses and one.identifier in starts:
                edges.append(_Edge(starts[one.identifier], places[one.id], relation, ""))
            elif not one.uses:
                nodes.append(_Node("said", "said in the question", one.identifier, 0, lane))
                starts[one.identifier] = len(nodes) - 1
                edges.append(_Edge(len(nodes) - 1, places[one.id], relation, ""))
            for name in one.uses:
                if name in places:
                    edges.append(_Edge(places[name], places[one.id], relation, one.identifier))
    if task.operation is not None or len(roots) > 1:
        end = 1 + max(node.layer for node in nodes)
        middle = (len(roots) - 1) / 2
        nodes.append(_Node("answer", f"{task.operation or 'together'} · answer", task.answer.text, end, middle))
        edges += [_Edge(places[root.id], len(nodes) - 1, "", "") for root in roots]
    for start in starts.values():
        lanes = [nodes[edge.end].lane for edge in edges if edge.start == start]
        nodes[start] = nodes[start]._replace(lane=(min(lanes) + max(lanes)) / 2)
    return nodes, edges


def _chain(root: Subtask, by_id: dict[str, Subtask]) -> list[Subtask]:
    """What a root rests on, first things first."""
    found: list[Subtask] = []
    for name in root.uses:
        if name in by_id:
            found += _chain(by_id[name], by_id)
    return [*found, root]


def _box(at: tuple[float, float], size: tuple[float, float], node: _Node) -> Markup:
    x, y = at
    flat = size == _FLAT
    lines = wrapped(node.said, size[0] - 24, 1 if flat else 2, _BOLD)
    drawn = [
        text((x + 12, y + 34 + 17 * number + (0 if flat else 3)), said, font_size=13, font_weight=600, class_="label")
        for number, said in enumerate(lines)
    ]
    told = fitted(node.tag, size[0] - 24, 10.5)
    return element(
        "g",
        element("title", node.said),
        rectangle(
            at, size, rx=9, fill=_FILLS[node.role], stroke=_STROKES[node.role], stroke_width=1.4,
            stroke_dasharray="5 3" if node.role == "hidden" else None, class_=f"node {node.role}",
        ),
        text((x + 12, y + 17), told, font_size=10.5, fill=_STROKES[node.role], class_=f"tag {node.role}"),
        *drawn,
    )  # fmt: skip


def _edge(
    start: tuple[float, float], end: tuple[float, float], size: tuple[float, float], edge: _Edge, *, down: bool
) -> Markup:
    width, height = size
    if down:
        x1, y1, x2, y2 = start[0] + width / 2, start[1] + height, end[0] + width / 2, end[1] - 7
        path = f"M{x1:g} {y1:g}C{x1:g} {y1 + 30:g} {x2:g} {y2 - 30:g} {x2:g} {y2:g}"
        tip = f"M{x2 - 5:g} {y2 - 1:g}L{x2:g} {y2 + 6:g}L{x2 + 5:g} {y2 - 1:g}Z"
    else:
        x1, y1, x2, y2 = start[0] + width, start[1] + height / 2, end[0] - 7, end[1] + height / 2
        path = f"M{x1:g} {y1:g}C{x1 + 70:g} {y1:g} {x2 - 70:g} {y2:g} {x2:g} {y2:g}"
        tip = f"M{x2 - 1:g} {y2 - 5:g}L{x2 + 6:g} {y2:g}L{x2 - 1:g} {y2 + 5:g}Z"
    said = [edge.relation, f"in {edge.document}" if edge.document else ""]
    room = width / 2 + _MARGIN - 12
    lines = [line for one in said if one and edge.relation for line in wrapped(one, room, 1, 11.5)]
    # What an edge says stands beside its end, where the edges of several lanes have parted.
    x, middle = x2 + 9, y2 - 22
    return element(
        "g",
        element("title", " ".join(filter(None, said))),
        element("path", d=path, fill="none", stroke=_LINE, stroke_width=1.5, class_="edge"),
        element("path", d=tip, fill=_LINE, class_="tip"),
        *(
            text(
                (x, middle + 14 * number - 7 * (len(lines) - 1) + 4),
                line,
                font_size=11.5,
                fill=MUTED,
                class_="muted halo",
            )
            for number, line in enumerate(lines)
        ),
    )
