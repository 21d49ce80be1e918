"""What a failing program printed becomes one sentence."""

import pytest

from alliantie.server.errors import plain_reason


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            "initdb: error: could not write: No space left on device",
            "There is no space left on the disk.",
        ),
        (
            "could not open: Permission denied",
            "It failed. A file or folder may not be read or written.",
        ),
        ("LOG:  a\nFATAL:  out of luck\nLOG:  b", "It failed. It said: out of luck"),
        ("nothing known", "It failed."),
    ],
)
def test_the_cause_is_told_plainly(output: str, sentence: str) -> None:
    assert plain_reason(output, "It failed.") == sentence
