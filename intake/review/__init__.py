"""The caseworkers' page: FastAPI, Jinja2 and htmx, over the service.

A page is one new module in `pages` with `router` (an APIRouter), found by itself; `WAYS` in it are its places in the
navigation. It asks for what it needs:

    from intake.review._guard import Current, Kept, having
    from intake.review._page import page

    @router.get("/cases/{number}")
    def case(request: Request, number: str, person: Current, kept: Kept) -> Response:
        return page(request, "case.html", case=service.see_case(kept, person, number))

- `person: Current` is who is signed in (`service.Person`); without anyone the browser goes to the sign-in.
  `person: Annotated[service.Person, Depends(having("auditor"))]` asks for a role. `kept: Kept` is the workspace.
- A case is seen and changed through the service's `see_case` and `acting(workspace, person, number, what, about)`: one
  transaction that asks whether the person may and writes the access log. `service.NotAllowed` becomes the 404 page.
  `service.note_access` is for what is about no one case. How far a case has come is `service.set_state`.
- `page(request, template, status=200, **values)` renders `templates/<template>`, which extends `base.html` and fills
  the blocks `title`, `content`, and at need `head` and `width` (`page`, `page narrow`, `page wide`). Every template has
  `t(key, **values)` (a sentence of `schemas/wording/review*.toml`; a key stands in one of these files only),
  `word(subject, key)` (of another file there), `language`, `person`, `csrf`, `path`, `asset(name)`, `queue_name(queue,
  language)`, and the filters `day` and `minute`. A value that is left out is an error, not an empty place.
- Every form has `<input type="hidden" name="csrf" value="{{ csrf }}">`; htmx sends the token by itself, as the header
  `X-CSRF-Token`. What is changed goes by POST. Nothing of a family stands in an address: it would end up in logs.
- Nothing inline: no `style="…"`, no `<script>` with content, no `on…=`; the policy of content refuses them. Own style
  and script lie in `static/<name>.css` and `.js`, found by themselves; a template takes them in by its block `head`
  (`<link rel="stylesheet" href="{{ asset('case.css') }}">`, `<script src="{{ asset('case.js') }}" defer>`).
- The look is Designsystemet's: `ds-button`, `ds-field`, `ds-input`, `ds-table`, `ds-tag`, `ds-alert`, `ds-card` … with
  `data-size`, `data-color`, `data-variant`; colours by its variables (`--ds-color-neutral-…`), so that dark follows.
  `window.say(text)` tells a screen reader what a keystroke did.
- In tests (`tests/review`): `kari` (a client signed in; `kari.get(…)`, `kari.send_form(path, **values)`),
  `as_person("ola")`, `visitor`, `workspace`, and with a real server and browser `browse("kari")`, a page of playwright.
"""
