"""The Jinja2 environment of every page of ours: strict about names, bilingual, dates in words."""

from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, cast

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined, Template, Undefined, UndefinedError, nodes, pass_context
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode, missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from alliantie.web.addresses import address
from alliantie.web.dates import clock_time_in_words, day_in_words, short_day_in_words
from alliantie.web.euros import euros_in_words

# The language of the page that is being made: a page asks for it at each of its texts.
_SPOKEN: ContextVar[str | None] = ContextVar("spoken", default=None)
# What holds the variables of that page and of its parts; None for what is kept beyond one page.
_HOLDING: ContextVar[list[Context] | None] = ContextVar("holding", default=None)


def _language() -> str:
    return (_SPOKEN.get() or translation.get_language() or "nl").partition("-")[0]


# What follows is the same for everyone, so that a process finds it out once.
@cache
def _message(message: str, language: str | None) -> Markup:
    with translation.override(language):
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (holding := _HOLDING.get()) is not None:
            holding.append(self)

    @internalcode
    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        if type(called) is not _Macro and called not in _WITHOUT:
            if called not in _OF_PAGE:
                return super().call(called, *args, **kwargs)
            args = (self, *args)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class _Macro(Macro):
    """A macro of a page, where all is escaped. One that takes more than it names is called as Jinja calls it."""

    @internalcode
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.catch_varargs or self.catch_kwargs:
            return super().__call__(*args, **kwargs)
        values = [*args, *[kwargs.pop(name, missing) for name in self.arguments[len(args) :]]]
        if self.caller and not self.explicit_caller:
            values.append(kwargs.pop("caller", None) or self._environment.undefined("No caller defined", name="caller"))
        if kwargs:
            raise TypeError(f"macro {self.name!r} takes no keyword argument {next(iter(kwargs))!r}")
        return Markup(self._func(*values))  # noqa: S704 - what a template wrote, escaped


def _escaped(value: object) -> str:
    """What `escape` of markupsafe writes, without making markup of it: a page writes hundreds, and joins them."""
    kind = type(value)
    if kind is Markup:
        return cast(str, value)
    return _escape_inner(cast(str, value)) if kind is str else escape(value)


class _Said(NodeTransformer):
    """Writes into a template, as it is compiled, what is the same for everyone: messages nobody fills in, and files."""

    def __init__(self, language: str) -> None:
        self._find: dict[str, Callable[[str], str]] = {
            "_": partial(_plain_message, language=language),
            "static": _static,
        }

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - so jinja2 calls it
        """The text in place of a call that gives the same each time."""
        self.generic_visit(node)
        find = self._find.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        filled = node.kwargs or node.dyn_args or node.dyn_kwargs
        if find is None or filled or len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return node
        found = find(node.args[0].value)
        return nodes.Const(str(found) if escape(str(found)) == found else found, lineno=node.lineno)


class _Environment(Environment):
    """The templates of one language, each compiled with its words, and through it those of the other."""

    language = "nl"
    by_language: dict[str, "_Environment"]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        with translation.override(self.language):
            return cast(nodes.Template, _Said(self.language).visit(super()._parse(source, name, filename)))

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Jinja lays two mappings over each other, which are copied name by name for each part of a page.
        return {**self.globals, **d} if d else self.globals

    def of_reader(self) -> "_Environment":
        """The templates in the language that is spoken now."""
        return self.by_language[(translation.get_language() or self.language).partition("-")[0]]

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        # What a template takes from another is in its own language.
        return super(_Environment, self if parent else self.of_reader()).get_template(name, parent, globals)

    def from_string(self, *args: Any, **kwargs: Any) -> Template:
        return super(_Environment, self.of_reader()).from_string(*args, **kwargs)


class _Template(Template):
    """A page that knows its language, and whose macros have no other globals than those of all pages."""

    @classmethod
    def from_code(cls, *args: Any, **kwargs: Any) -> Template:
        """The template of its compiled code, which escapes what it writes by `_escaped`, with macros of ours."""
        made = super().from_code(*args, **kwargs)
        made.root_render_func.__globals__.update(escape=_escaped, Macro=_Macro)
        return made

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page as text. Raises what jinja2 raises."""
        holding: list[Context] = []
        spoken, held = _SPOKEN.set(translation.get_language()), _HOLDING.set(holding)
        try:
            return super().render(*args, **kwargs)
        finally:
            _SPOKEN.reset(spoken)
            _HOLDING.reset(held)
            # These hold the macros of the page, and those hold them: all the page told would wait for a collection.
            for each in holding:
                each.vars.clear()

    @internalcode
    def _get_default_module(self, ctx: Context | None = None) -> Any:
        # Jinja compares the globals of the two at each import; here both have those of the environment.
        held = _HOLDING.set(None)
        try:
            return super()._get_default_module()
        finally:
            _HOLDING.reset(held)


def environment(**options: Any) -> Environment:
    """Return the environment Django's Jinja2 backend asks for; see TEMPLATES in the settings."""
    options["undefined"] = StrictUndefined
    options["autoescape"] = True
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    extensions = [*options.pop("extensions", []), "jinja2.ext.i18n"]
    result = _Environment(extensions=extensions, **options)
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
    result.by_language = {result.language: result}
    for language in {"nl", "en"} - {result.language}:
        other = result.by_language[language] = result.overlay()
        other.language = language
    return result
