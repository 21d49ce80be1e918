"""Where everything stands in the two sizes of the reveal picture, in viewBox units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Size = Literal["wide", "narrow"]


@dataclass(frozen=True)
class Frame:
    """Where things stand in one of the two sizes; baselines of a band count from its top."""

    width: int
    height: int
    axis_start: float
    axis_length: float
    bands_top: float
    band_height: float
    axis_below_top: float
    name_baseline: float
    hint_baseline: float
    word_letters: int
    word_lines: int
    word_leading: float
    name_x: float
    name_anchor: Literal["start", "end"]
    name_letters: int
    divider: float
    friction_title_baseline: float
    friction_hint_baseline: float
    friction_label_baseline: float
    friction_label_letters: int
    friction_axis: float
    friction_gap: float = 24
    friction_inset: float = 14


FRAMES: dict[Size, Frame] = {
    "wide": Frame(
        width=720,
        height=498,
        axis_start=256,
        axis_length=416,
        bands_top=44,
        band_height=104,
        axis_below_top=60,
        name_baseline=16,
        hint_baseline=34,
        word_letters=14,
        word_lines=2,
        word_leading=17,
        name_x=238,
        name_anchor="end",
        name_letters=24,
        divider=364,
        friction_title_baseline=392,
        friction_hint_baseline=412,
        friction_label_baseline=436,
        friction_label_letters=44,
        friction_axis=468,
    ),
    "narrow": Frame(
        width=350,
        height=550,
        axis_start=84,
        axis_length=232,
        bands_top=52,
        band_height=112,
        axis_below_top=74,
        name_baseline=18,
        hint_baseline=36,
        word_letters=8,
        word_lines=3,
        word_leading=16,
        name_x=0,
        name_anchor="start",
        name_letters=9,
        divider=398,
        friction_title_baseline=424,
        friction_hint_baseline=443,
        friction_label_baseline=482,
        friction_label_letters=21,
        friction_axis=516,
    ),
}
