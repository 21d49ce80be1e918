"""A Parquet file of whole numbers and words: one group of rows, one page a column, nothing compressed.

The format is small where it is used plainly (https://parquet.apache.org/docs/file-format): pages with levels that tell
what is missing, and a footer in Thrift's compact protocol. A library for it takes 166 MB (docs/decisions/0006).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

Cell = int | str | None

_MAGIC = b"PAR1"
_INT64, _BYTE_ARRAY = 2, 6
_OPTIONAL, _UTF8, _PLAIN, _RLE = 1, 0, 0, 3
# Kinds of the compact protocol.
_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12


def parquet(columns: Mapping[str, Sequence[Cell]]) -> bytes:
    """The columns as a file: each of whole numbers or of words, all of one length, None for what is missing.

    Raises ValueError for columns of other lengths, or with both in one.
    """
    rows = {len(cells) for cells in columns.values()}
    if len(rows) != 1:
        raise ValueError("the columns have other lengths")
    (count,) = rows
    file, chunks = bytearray(_MAGIC), []
    for name, cells in columns.items():
        kind, page = _page(name, cells)
        chunks.append(_chunk(name, kind, count, len(file), len(page)))
        file += page
    schema = [_struct((4, _BINARY, _text("rows")), (5, _I32, _signed(len(columns))))]
    schema += [_element(name, cells) for name, cells in columns.items()]
    group = _struct((1, _LIST, _list(_STRUCT, chunks)), (2, _I64, _signed(len(file) - 4)), (3, _I64, _signed(count)))
    footer = _struct(
        (1, _I32, _signed(1)),
        (2, _LIST, _list(_STRUCT, schema)),
        (3, _I64, _signed(count)),
        (4, _LIST, _list(_STRUCT, [group])),
        (6, _BINARY, _text("alliantie")),
    )
    return bytes(file) + footer + struct.pack("<I", len(footer)) + _MAGIC


def _kind(name: str, cells: Sequence[Cell]) -> int:
    kinds = {type(cell) for cell in cells if cell is not None} or {int}
    if kinds not in ({int}, {str}):
        raise ValueError(f"{name} holds other things than whole numbers or words")
    return _INT64 if kinds == {int} else _BYTE_ARRAY


def _element(name: str, cells: Sequence[Cell]) -> bytes:
    kind = _kind(name, cells)
    parts = [(1, _I32, _signed(kind)), (3, _I32, _signed(_OPTIONAL)), (4, _BINARY, _text(name))]
    return _struct(*parts, *([(6, _I32, _signed(_UTF8))] if kind == _BYTE_ARRAY else []))


def _page(name: str, cells: Sequence[Cell]) -> tuple[int, bytes]:
    """The kind of a column, and its one page with header: what is there, as bits, then what there is."""
    kind = _kind(name, cells)
    groups = -(-len(cells) // 8)
    bits = sum(1 << place for place, cell in enumerate(cells) if cell is not None)
    levels = _varint(groups << 1 | 1) + bits.to_bytes(groups, "little")
    values = b"".join(
        struct.pack("<q", cell) if isinstance(cell, int) else struct.pack("<I", len(text := cell.encode())) + text
        for cell in cells
        if cell is not None
    )
    data = struct.pack("<I", len(levels)) + levels + values
    encodings = ((2, _I32, _signed(_PLAIN)), (3, _I32, _signed(_RLE)), (4, _I32, _signed(_RLE)))
    header = _struct(
        (1, _I32, _signed(0)),
        (2, _I32, _signed(len(data))),
        (3, _I32, _signed(len(data))),
        (5, _STRUCT, _struct((1, _I32, _signed(len(cells))), *encodings)),
    )
    return kind, header + data


def _chunk(name: str, kind: int, count: int, at: int, size: int) -> bytes:
    about = _struct(
        (1, _I32, _signed(kind)),
        (2, _LIST, _list(_I32, [_signed(_PLAIN), _signed(_RLE)])),
        (3, _LIST, _list(_BINARY, [_text(name)])),
        (4, _I32, _signed(0)),
        (5, _I64, _signed(count)),
        (6, _I64, _signed(size)),
        (7, _I64, _signed(size)),
        (9, _I64, _signed(at)),
    )
    return _struct((2, _I64, _signed(at)), (3, _STRUCT, about))


def _struct(*fields: tuple[int, int, bytes]) -> bytes:
    made, before = bytearray(), 0
    for number, kind, value in fields:
        made += bytes([(number - before) << 4 | kind]) + value
        before = number
    return bytes(made) + b"\0"


def _list(kind: int, values: Sequence[bytes]) -> bytes:
    size = len(values)
    head = bytes([size << 4 | kind]) if size < 15 else bytes([0xF0 | kind]) + _varint(size)
    return head + b"".join(values)


def _text(text: str) -> bytes:
    return _varint(len(text.encode())) + text.encode()


def _signed(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)
