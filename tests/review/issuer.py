"""A sign-in of a municipality's own for tests: OpenID Connect's few answers, on this machine, for one person."""

import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import uvicorn
from fastapi import FastAPI, Form
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey


class Issuer:
    """What it says, and can be made to say wrongly: `claims` go into every token in place of the right ones."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.signs_with = self.key
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, str] = {}

    def app(self) -> FastAPI:
        """Its few pages."""
        made = FastAPI()
        made.get("/.well-known/openid-configuration")(self.metadata)
        made.get("/keys")(self.keys)
        made.get("/authorize")(self.authorize)
        made.post("/token")(self.token)
        return made

    def metadata(self) -> dict[str, str]:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.address, **{end: f"{self.address}/{path}" for end, path in ends.items()}}

    def keys(self) -> Any:
        return KeySet([self.key]).as_dict(private=False)

    def authorize(
        self, client_id: str, redirect_uri: str, state: str, nonce: str, code_challenge: str, code_challenge_method: str
    ) -> Response:
        """Sends the browser back at once: whoever asks is the person."""
        assert code_challenge_method == "S256"
        self.asked = {"nonce": nonce, "challenge": code_challenge, "client": client_id, "back": redirect_uri}
        return RedirectResponse(f"{redirect_uri}?{urlencode({'code': 'a-code', 'state': state})}", 303)

    def token(self, code: str = Form(), code_verifier: str = Form(), redirect_uri: str = Form()) -> Response:
        """A token for the code, where the verifier is the one that the sign-in began with."""
        challenge = urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
        if (code, challenge, redirect_uri) != ("a-code", self.asked["challenge"], self.asked["back"]):
            return JSONResponse({"error": "invalid_grant"}, 400)
        claims = {
            "iss": self.address,
            "aud": self.asked["client"],
            "sub": "subject-7",
            "exp": int(time.time()) + 300,
            "nonce": self.asked["nonce"],
            "preferred_username": "Nina@Kommune.example",
            **self.claims,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signs_with)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})


@contextmanager
def issuing(port: int) -> Iterator[Issuer]:
    """The issuer, answering on a port of this machine."""
    issuer = Issuer(f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(issuer.app(), port=port, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield issuer
    server.should_exit = True
    thread.join()


def code_of(location: str) -> dict[str, str]:
    """What stands behind the question mark of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
