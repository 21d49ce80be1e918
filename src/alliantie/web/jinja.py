"""The Jinja2 environment of every page of ours: strict about names, bilingual, dates in words."""

from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined, Template, Undefined, UndefinedError, pass_context
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup, escape

from alliantie.web.addresses import address
from alliantie.web.dates import clock_time_in_words, day_in_words, short_day_in_words
from alliantie.web.euros import euros_in_words

# The language of the page that is being made: a page asks for it at each of its texts.
_SPOKEN: ContextVar[str | None] = ContextVar("spoken", default=None)


def _language() -> str:
    return (_SPOKEN.get() or translation.get_language() or "nl").partition("-")[0]


# What follows is the same for everyone, so that a process finds it out once.
@cache
def _message(message: str, _language: str | None) -> Markup:
    return Markup(translation.gettext(message))  # noqa: S704 - a message of ours, as it stands in the catalogue


@cache
def _plain_message(message: str, language: str | None) -> Markup:
    return _message(message, language) % {}


def _gettext(message: str, /, **values: object) -> Markup:
    """The message in the reader's language, its placeholders filled; what fills them is escaped."""
    language = _SPOKEN.get() or translation.get_language()
    return _message(message, language) % values if values else _plain_message(message, language)


def _today(context: Context) -> date | None:
    today = context.resolve("today")
    return None if isinstance(today, Undefined) else cast(date, today)


@pass_context
def day(context: Context, moment: date, today: date | None = None) -> str:
    """Return "donderdag 12 maart"; the year is added when it differs from that of `today`.

    `today` is the argument, else the page's variable of that name; without either the year is always told.
    """
    return day_in_words(moment, _language(), today or _today(context))


@pass_context
def short_day(context: Context, moment: date, today: date | None = None) -> str:
    """Return "12 maart"; the year as in `day`."""
    return short_day_in_words(moment, _language(), today or _today(context))


def clock_time(moment: datetime) -> str:
    """Return "10.42 uur", or "10:42" in English."""
    return clock_time_in_words(moment, _language())


def euros(amount: Decimal) -> str:
    """Return "€ 1.234,56", or "€1,234.56" in English."""
    return euros_in_words(amount, _language())


@pass_context
def say(context: Context, formal: str, informal: str, **values: object) -> str:
    """Return the text with "u" or the one with "je", as the page's variable `address` says, translated.

    Placeholders are filled as gettext does here: `say("Dag %(name)s, …", "…", name=name)`.
    Raises jinja2.UndefinedError when the page has no `address`, or one other than "u" and "je".
    """
    address = context.resolve("address")
    if isinstance(address, Undefined) or address not in {"u", "je"}:
        raise UndefinedError('say() needs the page variable address, "u" or "je"; macros: import … with context')
    message = formal if address == "u" else informal
    return _gettext(message, **values)


# What every page may call: with the page (its variables, and not those of a loop), and without.
_OF_PAGE = frozenset({day, short_day, say})
_static = cache(static)
_WITHOUT = frozenset({_gettext, address, _static, clock_time, euros})


class _Context(Context):
    """Calls a macro or a function of ours without asking each time what it wants: a page calls hundreds."""

    @internalcode
    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        if type(called) is Macro:
            first: tuple[Any, ...] = (self.eval_ctx,)
        elif called in _WITHOUT:
            first = ()
        elif called in _OF_PAGE:
            first = (self,)
        else:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*first, *args, **kwargs)


def _escaped(value: object) -> str:
    """What `escape` of markupsafe gives, without making markup anew of what is markup: a page writes hundreds."""
    return value if type(value) is Markup else escape(value)


class _Template(Template):
    """A page that knows its language, and whose macros have no other globals than those of all pages."""

    @classmethod
    def from_code(cls, *args: Any, **kwargs: Any) -> Template:
        """The template of its compiled code, which escapes what it writes by `_escaped`."""
        made = super().from_code(*args, **kwargs)
        made.root_render_func.__globals__["escape"] = _escaped
        return made

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page as text. Raises what jinja2 raises."""
        spoken = _SPOKEN.set(translation.get_language())
        try:
            return super().render(*args, **kwargs)
        finally:
            _SPOKEN.reset(spoken)

    @internalcode
    def _get_default_module(self, ctx: Context | None = None) -> Any:
        # Jinja compares the globals of the two at each import; here both have those of the environment.
        return super()._get_default_module()


def environment(**options: Any) -> Environment:
    """Return the environment Django's Jinja2 backend asks for; see TEMPLATES in the settings."""
    options["undefined"] = StrictUndefined
    options["autoescape"] = True
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    extensions = [*options.pop("extensions", []), "jinja2.ext.i18n"]
    result = Environment(extensions=extensions, **options)  # noqa: S701 - autoescape is set above, for every name
    result.context_class = _Context
    result.template_class = _Template
    # Django's functions look the language up at each call, so one compiled template serves both languages.
    cast(Any, result).install_gettext_callables(
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    result.globals.update(
        gettext=_gettext,
        _=_gettext,
        static=_static,
        url=address,
        day=day,
        short_day=short_day,
        clock_time=clock_time,
        euros=euros,
        say=say,
    )
    return result
