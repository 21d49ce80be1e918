"""The one error a person at the keyboard gets to read."""


class ServerError(Exception):
    """Starting or running failed; the message is one plain sentence for standard error."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def plain_reason(output: str, otherwise: str) -> str:
    """Turn what a failed program printed into one sentence.

    Args:
        output: everything the program wrote.
        otherwise: the sentence when no cause is recognised; the last error line is added.
    """
    if "No space left on device" in output:
        return "There is no space left on the disk."
    if "Permission denied" in output or "Read-only file system" in output:
        return f"{otherwise} A file or folder may not be read or written."
    for line in reversed(output.splitlines()):
        for mark in ("FATAL:", "PANIC:", "ERROR:", "error:"):
            if mark in line:
                return f"{otherwise} It said: {line.split(mark, 1)[1].strip()}"
    return otherwise
