"""What a method says instead of a number it cannot stand for."""


class Refused(Exception):
    """The data do not allow an answer; the one argument is the reason, a plain sentence without a full stop."""

    @property
    def reason(self) -> str:
        """Why there is no answer."""
        return str(self.args[0])
