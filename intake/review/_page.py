"""Makes a page of a template and its values."""

import datetime as dt
import gzip
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from intake import service, settings
from intake.plugins import discover
from intake.review import _guard, _static, pages
from intake.review._words import did, words
from intake.wording import sentence
from schemas.municipality import NOT_OURS, all_municipalities

TEMPLATES = Path(__file__).resolve().parent / "templates"
LANGUAGES = ("nb", "nn")
LANGUAGE_COOKIE = "intake-language"


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page, in the language of whoever asks. Templates get the values, and what `_common` says besides."""
    text = environment().get_template(template).render(**_common(request), **values)
    answer = _packed(request, text, status)
    if _guard.person_if_any(request) is None:
        secure = request.url.scheme == "https"
        token = _guard.form_token(request)
        answer.set_cookie(_guard.FORM_COOKIE, token, httponly=True, samesite="strict", secure=secure)
    return answer


def _packed(request: Request, text: str, status: int) -> HTMLResponse:
    """The answer, packed where the browser can unpack it: a case with all its fields is an eighth of itself then.

    Nothing secret can be guessed from its length: what forms bring back is another each time (`_guard.masked`).
    """
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return HTMLResponse(text, status)
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return HTMLResponse(gzip.compress(text.encode(), 5, mtime=0), status, headers)


def language_of(request: Request) -> str:
    """`nb` or `nn`: the person's own; of who is not signed in, what was last chosen here."""
    person = _guard.person_if_any(request)
    chosen = person.language if person else request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else settings.language()


@cache
def environment() -> Environment:
    """Where the templates are, with the filters that they have: `day`, `minute`, and words for codes."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"day": day, "minute": minute}
    made.globals |= {"asset": _static.address, "queue_name": queue_name}
    return made


def day(when: str | dt.date) -> str:
    """3.11.2026, of an ISO day or time."""
    found = dt.datetime.fromisoformat(when) if isinstance(when, str) else when
    if isinstance(found, dt.datetime) and found.tzinfo:
        found = found.astimezone(settings.TIME_ZONE)
    return f"{found.day}.{found.month}.{found.year}"


def minute(when: str | dt.datetime) -> str:
    """3.11.2026 kl. 09.14, Norwegian time, of an ISO time."""
    found = dt.datetime.fromisoformat(when) if isinstance(when, str) else when
    return f"{day(found)} kl. {found.astimezone(settings.TIME_ZONE):%H.%M}"


def queue_name(queue: str, language: str) -> str:
    """A queue as people call it."""
    if queue == NOT_OURS:
        return words("queue_not_ours", language)
    place, _, name = queue.partition("/")
    known = {m.queue.partition("/")[0]: m.name for m in all_municipalities().values()}
    kind = f"queue_{name.replace('-', '_')}"
    return words("queue_in", language, place=known.get(place, place), name=words(kind, language))


def _common(request: Request) -> dict[str, Any]:
    """What every template has.

    `t(key, **values)` is the sentence for a key of `schemas/wording/review*.toml`, `word(subject, key)` one of another
    file, `did(what)` what a code of the access log means; `person` who is signed in (or None), `csrf` what forms bring
    back, `nav` the pages that the person may go to.
    """
    person = _guard.person_if_any(request)
    language = language_of(request)
    return {
        "t": lambda key, **values: words(key, language, **values),
        "word": lambda subject, key, **values: sentence(subject, key, language, **values),
        "did": lambda what: did(what, language),
        "language": language,
        "person": person,
        "csrf": _guard.masked(_guard.form_token(request)),
        "path": request.url.path,
        "nav": [entry for entry in _ways() if person and person.has(*entry[3])],
    }


@cache
def _ways() -> tuple[tuple[int, str, str, tuple[service.Role, ...]], ...]:
    """The pages that can be gone to from everywhere: what each module of `pages` says in `WAYS`, in their order."""
    return tuple(sorted(way for module in discover(pages).values() for way in getattr(module, "WAYS", ())))
