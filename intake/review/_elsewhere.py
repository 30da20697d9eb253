"""Signing in with the municipality's own sign-in, by OpenID Connect (Entra ID and the like).

The authorization code flow with PKCE, state and nonce. What a sign-in has under way the browser itself holds, in a
cookie that no script can read: without it an answer is not taken. The token is verified by the keys that the issuer
publishes, asked for each time: someone signs in a few times a day.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from intake.settings import Elsewhere

ALGORITHMS = ["RS256", "PS256", "ES256"]
SECONDS = 10.0
"""So long an answer of the issuer's is waited for."""


class NotRecognised(Exception):  # noqa: N818  what is the matter, in the words of the house
    """The answer can't be believed, or the issuer does not answer as it should."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A sign-in that has begun. `to` is where the person was going."""

    state: str
    nonce: str
    verifier: str
    to: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who the issuer says that it is: `subject` is its own key for the person, `name` what accounts are known by."""

    subject: str
    name: str


def begin(to: str) -> UnderWay:
    """A sign-in of its own for each attempt."""
    return UnderWay(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), to)


def as_cookie(under_way: UnderWay) -> str:
    """For the browser to hold."""
    return json.dumps(asdict(under_way))


def from_cookie(text: str) -> UnderWay:
    """What the browser held. Raises NotRecognised."""
    try:
        return UnderWay(**json.loads(text))
    except (ValueError, TypeError):
        raise NotRecognised from None


def address(issuer: Elsewhere, under_way: UnderWay, back: str) -> str:
    """Where the browser goes to sign in; it comes back to `back`. Raises NotRecognised when the issuer is not there."""
    found, _ = _client(issuer, back).create_authorization_url(
        _metadata(issuer)["authorization_endpoint"],
        state=under_way.state,
        nonce=under_way.nonce,
        code_verifier=under_way.verifier,
    )
    return str(found)


def recognise(issuer: Elsewhere, under_way: UnderWay, answer: Mapping[str, str], back: str) -> Recognised:
    """Who has come back, by the issuer's word. Raises NotRecognised."""
    if answer.get("state") != under_way.state or "code" not in answer:
        raise NotRecognised
    metadata = _metadata(issuer)
    try:
        token = _client(issuer, back).fetch_token(
            metadata["token_endpoint"], code=answer["code"], code_verifier=under_way.verifier
        )
        claims = jwt.decode(token["id_token"], _keys(metadata), algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": issuer.address},
            aud={"essential": True, "value": issuer.client},
            nonce={"essential": True, "value": under_way.nonce},
            exp={"essential": True},
            sub={"essential": True},
        ).validate(claims)
    except (JoseError, httpx.HTTPError, KeyError, ValueError) as wrong:
        raise NotRecognised from wrong
    return Recognised(f"{issuer.address} {claims['sub']}", str(claims.get(issuer.claim, "")))


def _client(issuer: Elsewhere, back: str) -> Any:
    from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]  # slow, seldom needed

    return OAuth2Client(
        issuer.client,
        issuer.secret_file.read_text(encoding="utf-8").strip(),
        scope="openid profile email",
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=SECONDS,
    )


def _metadata(issuer: Elsewhere) -> Mapping[str, Any]:
    """What the issuer publishes of itself; it must call itself as the settings do."""
    found: Mapping[str, Any] = _asked(f"{issuer.address.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer.address:
        raise NotRecognised
    return found


def _keys(metadata: Mapping[str, Any]) -> KeySet:
    return KeySet.import_key_set(_asked(metadata["jwks_uri"]))


def _asked(where: str) -> Any:
    try:
        answer = httpx.get(where, timeout=SECONDS).raise_for_status()
        return answer.json()
    except (httpx.HTTPError, ValueError) as wrong:
        raise NotRecognised from wrong
