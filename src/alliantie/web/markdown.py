"""Our own pages in Markdown as HTML: no HTML in the text, no pictures, and no link but to a page of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

_LOWEST = 6
_CLASSES = {
    "p": "utrecht-paragraph",
    "table": "utrecht-table utrecht-table--html-table cells",
    "thead": "utrecht-table__header",
    "tbody": "utrecht-table__body",
    "tr": "utrecht-table__row",
    "th": "utrecht-table__header-cell",
    "td": "utrecht-table__cell",
    "a": "utrecht-link utrecht-link--html-a",
}


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    reader.add_render_rule("table_open", _open_box)
    reader.add_render_rule("table_close", _close_box)
    return reader


def _open_box(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """A table stands in a box whose width decides whether its rows become blocks."""
    return '<div class="cells-box">' + self.renderToken(tokens, at, options, env)


def _close_box(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return self.renderToken(tokens, at, options, env) + "</div>"


def rendered(text: str, page_of: Callable[[str], str | None], *, below: int = 0) -> Markup:
    """The HTML of a page of ours, its headings so many levels `below` where they are written.

    `page_of` gives the address of what a link points to; where it gives None, the words of the link stand alone.
    A table is as all our tables are: on a phone each row becomes a block.
    """
    tokens = _reader().parse(text)
    for token in _each(tokens):
        if token.type.startswith("heading_"):
            token.tag = f"h{min(int(token.tag[1]) + below, _LOWEST)}"
            token.attrSet("class", f"utrecht-heading-{token.tag[1]}")
        elif token.tag == "em":
            # No slanted letters (look.md): what is said or written elsewhere stands in quotes.
            token.tag = "q"
        elif token.nesting == 1 and token.tag in _CLASSES:
            token.attrSet("class", _CLASSES[token.tag])
        elif token.type == "inline":
            token.children = list(_linked(token.children or [], page_of))
    _label_cells(tokens)
    return Markup(_reader().renderer.render(tokens, _reader().options, {}))  # noqa: S704 - escaped by the reader


def title_of(text: str) -> str:
    """What stands in the first heading of a page."""
    return text.lstrip().split("\n", 1)[0].removeprefix("# ").strip()


def _each(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or []


def _linked(children: list[Token], page_of: Callable[[str], str | None]) -> Iterator[Token]:
    """The same words, with each link leading to a page of ours, or gone."""
    kept = True
    for child in children:
        if child.type == "link_open":
            address = page_of(str(child.attrGet("href")))
            kept = address is not None
            if address is not None:
                child.attrs = {"href": address, "class": _CLASSES["a"]}
                yield child
        elif child.type != "link_close" or kept:
            yield child


def _label_cells(tokens: list[Token]) -> None:
    """Each cell says the name of its column, which a phone shows before it; the first of a row heads it."""
    names: list[str] = []
    column, heading = 0, False
    for place, token in enumerate(tokens):
        if token.type == "thead_open":
            names, heading = [], True
        elif token.type == "tbody_open":
            heading = False
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open" and heading:
            token.attrSet("scope", "col")
            names.append(tokens[place + 1].content)
        elif token.type == "td_open":
            token.attrSet("data-label", names[column])
            column += 1
