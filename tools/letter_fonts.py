"""Makes the letter type of our PDFs from the one of our pages: Typst reads TTF and no WOFF2.

    .venv/bin/uv run --no-project --with fonttools==4.68.0 --with brotli==1.2.1 tools/letter_fonts.py

The result is committed with its licence. The two halves of the alphabet get names of their own, so that a letter that
one lacks is looked up in the other.
"""

import shutil
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent / "src" / "alliantie"
FROM = ROOT / "web" / "static" / "vendor" / "atkinson"
TO = ROOT / "documents" / "fonts"
FAMILY_NAMES = (1, 3, 4, 16)
POSTSCRIPT_NAME = 6

TO.mkdir(exist_ok=True)
for packed in sorted(FROM.glob("*.woff2")):
    font = TTFont(packed, recalcTimestamp=False)
    font.flavor = None
    if packed.stem.startswith("latin-ext"):
        for name in font["name"].names:
            if name.nameID in FAMILY_NAMES:
                name.string = f"{name.toUnicode()} Ext"
            elif name.nameID == POSTSCRIPT_NAME:
                name.string = f"{name.toUnicode()}Ext"
    font.save(TO / f"{packed.stem}.ttf")
shutil.copyfile(FROM / "LICENSE", TO / "LICENSE")
