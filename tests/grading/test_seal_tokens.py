"""What is no token of GitHub's is no seal, and no key is taken but those that are known."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as new_curve
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from checks.grading.seal import strict_json
from checks.grading.seal.audience import MAX_SEAL, audience_of
from checks.grading.seal.keys import GITHUB, Keys, KeysError
from checks.grading.seal.verify import Verdict, verify
from minihub.testing import Issuer
from tests.seals import DEMANDS, REPORT, issuer_of, keys_of, part, seal_of, signed


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return issuer_of()


@pytest.fixture(scope="module")
def other() -> Issuer:
    """Somebody who signs as GitHub's, and is not."""
    return issuer_of()


def ends(verdict: Verdict) -> tuple[str, list[str], bool]:
    return verdict.kind, [one.code for one in verdict.problems], verdict.claims is None


def claims(issuer: Issuer) -> dict[str, Any]:
    return issuer.claims(audience_of(REPORT))


def jwk(issuer: Issuer, **changes: object) -> dict[str, Any]:
    return issuer.public[0] | changes


# Forms

Make = Callable[[Issuer, Issuer], bytes]


def hs256(secret: Callable[[Issuer], bytes], **header: object) -> Make:
    """Return an HS256 token whose secret is GitHub's public key, in one of its forms."""

    def make(issuer: Issuer, _: Issuer) -> bytes:
        head = part({"alg": "HS256", "typ": "JWT", "kid": issuer.kid} | header)
        data = head + b"." + part(claims(issuer))
        return data + b"." + part(hmac.new(secret(issuer), data, hashlib.sha256).digest())

    return make


def public(encoding: serialization.Encoding, form: serialization.PublicFormat) -> Any:
    return lambda issuer: issuer.key.public_key().public_bytes(encoding, form)


PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
SPKI, PKCS1 = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.PublicFormat.PKCS1


def edited(at: int, change: Callable[[bytes], bytes]) -> Make:
    """Return a seal with one of its parts changed."""

    def make(issuer: Issuer, _: Issuer) -> bytes:
        parts = seal_of(issuer).split(b".")
        parts[at] = change(parts[at])
        return b".".join(parts)

    return make


def whole(change: Callable[[bytes], bytes]) -> Make:
    return lambda issuer, _: change(seal_of(issuer))


def header(**fields: object) -> Make:
    return lambda issuer, _: signed(issuer, claims(issuer), **fields)


def payload(data: bytes) -> Make:
    return lambda issuer, _: signed(issuer, data)


def by_other(**fields: Callable[[Issuer, Issuer], object]) -> Make:
    """Return a token that somebody else has signed, with GitHub's key's name."""
    return lambda issuer, other: signed(
        other,
        claims(issuer),
        **({"kid": issuer.kid} | {name: value(issuer, other) for name, value in fields.items()}),
    )


def high_grade(data: bytes) -> bytes:
    changed = json.loads(base64.urlsafe_b64decode(data + b"==")) | {"repository": "evil/lab"}
    return part(changed)


FORM, SIGNATURE, KEY = "SEAL-FORM", "SEAL-SIGNATURE", "SEAL-KEY"
METHOD, NOT_ONE = "another method than RS256", "three parts with dots"
RULES, NAMELESS, LONG = "by rules of its own", "does not name its key", "longer than 16384 bytes"
HEADER, PAYLOAD = "its header cannot be read", "its payload cannot be read"

NO_SEALS: dict[str, tuple[Make, str, str]] = {
    "alg none": (header(alg="none"), FORM, METHOD),
    "alg none, unsigned": (
        lambda issuer, _: b".".join(
            [part({"alg": "none", "kid": issuer.kid}), part(claims(issuer)), b""]
        ),
        FORM,
        NOT_ONE,
    ),
    "no alg": (header(alg=None), FORM, METHOD),
    "alg as a list": (header(alg=["RS256"]), FORM, METHOD),
    "alg in small letters": (header(alg="rs256"), FORM, METHOD),
    "RS384": (header(alg="RS384"), FORM, METHOD),
    "PS256": (header(alg="PS256"), FORM, METHOD),
    "ES256": (header(alg="ES256"), FORM, METHOD),
    "HS256 with the PEM": (hs256(public(PEM, SPKI)), FORM, METHOD),
    "HS256 with the old PEM": (hs256(public(PEM, PKCS1)), FORM, METHOD),
    "HS256 with the DER": (hs256(public(DER, SPKI)), FORM, METHOD),
    "HS256 with the key as JSON": (
        hs256(lambda issuer: json.dumps(issuer.public[0]).encode()),
        FORM,
        METHOD,
    ),
    "HMAC called RS256, with the PEM": (hs256(public(PEM, SPKI), alg="RS256"), SIGNATURE, ""),
    "HMAC called RS256, with the DER": (hs256(public(DER, SPKI), alg="RS256"), SIGNATURE, ""),
    "another key": (by_other(), SIGNATURE, ""),
    "its own key in the header": (by_other(jwk=lambda _, other: other.public[0]), SIGNATURE, ""),
    "the address of its own keys": (
        by_other(jku=lambda *_: "https://evil.example/jwks", x5u=lambda *_: "file:///etc/passwd"),
        SIGNATURE,
        "",
    ),
    "its own certificate": (by_other(x5c=lambda *_: ["MIIB"]), SIGNATURE, ""),
    "a key nobody has": (header(kid="stray"), KEY, "(stray)"),
    "a key's name that is a path": (
        header(kid="../../../dev/null"),
        KEY,
        "(../../../dev/null)",
    ),
    "a key's name that is a command": (header(kid="::error::\n\x1b[2J"), KEY, "\\x1b[2J"),
    "no key's name": (header(kid=None), FORM, NAMELESS),
    "a key's name that is a number": (header(kid=7), FORM, NAMELESS),
    "b64": (header(b64=True), FORM, RULES),
    "b64 and crit": (header(b64=False, crit=["b64"]), FORM, RULES),
    "crit": (header(crit=["exp"]), FORM, RULES),
    "crit of nothing": (header(crit=[]), FORM, RULES),
    "changed after signing": (edited(1, high_grade), SIGNATURE, ""),
    "the signature of another token": (
        lambda issuer, _: b".".join(
            [*seal_of(issuer).split(b".")[:2], seal_of(issuer, run_id="1").split(b".")[2]]
        ),
        SIGNATURE,
        "",
    ),
    "one byte of the signature": (
        edited(2, lambda data: (b"B" if data[:1] == b"A" else b"A") + data[1:]),
        SIGNATURE,
        "",
    ),
    "a short signature": (edited(2, lambda data: data[:-4]), SIGNATURE, ""),
    "half a letter of a signature": (edited(2, lambda _: b"A"), SIGNATURE, ""),
    "no signature": (edited(2, lambda _: b""), FORM, NOT_ONE),
    "cut off within": (whole(lambda data: data[:100]), FORM, NOT_ONE),
    "without the last part": (whole(lambda data: data.rpartition(b".")[0]), FORM, NOT_ONE),
    "nothing": (whole(lambda _: b""), FORM, NOT_ONE),
    "a line end": (whole(lambda data: data + b"\n"), FORM, NOT_ONE),
    "two seals": (whole(lambda data: data + b"\n" + data), FORM, NOT_ONE),
    "two seals in one": (whole(lambda data: data + b"." + data), FORM, NOT_ONE),
    "padding": (edited(2, lambda data: data + b"=="), FORM, NOT_ONE),
    "letters of plain base64": (edited(2, lambda data: b"+/" + data[2:]), FORM, NOT_ONE),
    "JSON": (whole(lambda data: b'{"value": "%s"}' % data), FORM, NOT_ONE),
    "zero bytes": (whole(lambda data: data + b"\0"), FORM, NOT_ONE),
    "a huge one": (payload(b'{"x": "%s"}' % (b"x" * MAX_SEAL)), FORM, LONG),
    "a payload that is no JSON": (payload(b"{"), FORM, PAYLOAD),
    "a payload that is a list": (payload(b"[]"), FORM, PAYLOAD),
    "a payload with a claim twice": (payload(b'{"aud": "a", "aud": "b"}'), FORM, PAYLOAD),
    "a payload nested deeply": (payload(b"[" * 9000), FORM, PAYLOAD),
    "a payload that is half a letter": (edited(1, lambda _: b"A"), FORM, PAYLOAD),
    "a header that is no JSON": (edited(0, lambda _: part(b"{")), FORM, HEADER),
    "a header that is a text": (edited(0, lambda _: part("RS256")), FORM, HEADER),
    "a header with alg twice": (
        edited(0, lambda _: part(b'{"alg": "none", "kid": "x", "alg": "RS256"}')),
        FORM,
        HEADER,
    ),
}


@pytest.mark.parametrize("name", NO_SEALS)
def test_what_is_no_token_of_githubs_is_no_seal(issuer: Issuer, other: Issuer, name: str) -> None:
    make, code, words = NO_SEALS[name]
    verdict = verify(REPORT, make(issuer, other), keys_of(issuer), DEMANDS)
    assert ends(verdict) == ("unsealed", [code], True)
    assert words in verdict.problems[0].text("en")
    if code == SIGNATURE:
        assert verdict.problems[0].fields == {"kid": issuer.kid}


def test_what_those_are_made_of_is_a_seal(issuer: Issuer) -> None:
    for seal in (seal_of(issuer), signed(issuer, claims(issuer)), header()(issuer, issuer)):
        assert ends(verify(REPORT, seal, keys_of(issuer), DEMANDS)) == ("sealed", [], False)


def test_a_seal_may_be_as_long_as_is_said(issuer: Issuer) -> None:
    """Three letters of a token are four bytes of it, so not every length can be had."""

    def with_length(extra: int) -> bytes:
        return signed(issuer, claims(issuer) | {"x": "x" * extra})

    spare = (MAX_SEAL - len(with_length(0))) * 3 // 4
    longest = max(
        (
            one
            for extra in range(spare - 3, spare + 1)
            if len(one := with_length(extra)) <= MAX_SEAL
        ),
        key=len,
    )
    assert MAX_SEAL - len(longest) <= 1
    assert verify(REPORT, longest, keys_of(issuer), DEMANDS).kind == "sealed"


def test_no_text_of_a_seal_is_printed_as_it_is(issuer: Issuer) -> None:
    hostile = "x\x1b[2J::error::\u202e"
    names = ("repository", "sha", "ref", "event_name", "job_workflow_ref", "runner_environment")
    seal = seal_of(issuer, **dict.fromkeys(names, hostile))
    verdict = verify(REPORT, seal, keys_of(issuer), DEMANDS)
    assert len(verdict.problems) == 7
    for problem in verdict.problems:
        text = problem.text("en") + problem.text("ko")
        assert "\\x1b[2J" in text
        assert not [bad for bad in ("\x1b", "::error", "\u202e") if bad in text]


# Keys


def test_an_old_key_that_was_kept_verifies_and_one_that_was_not_does_not() -> None:
    issuer = issuer_of()
    old, kept = seal_of(issuer), keys_of(issuer, current=False)
    issuer.rotate(keep=0)
    new = seal_of(issuer)
    now = keys_of(issuer)
    both = kept.with_current(issuer.public)
    assert ends(verify(REPORT, old, kept, DEMANDS)) == ("sealed", [], False)
    assert ends(verify(REPORT, old, both, DEMANDS)) == ("sealed", [], False)
    assert ends(verify(REPORT, new, both, DEMANDS)) == ("sealed", [], False)
    assert ends(verify(REPORT, old, now, DEMANDS)) == ("unsealed", ["SEAL-KEY"], True)
    # Not asked, nobody knows whether the issuer has it.
    assert ends(verify(REPORT, new, kept, DEMANDS)) == ("unchecked", ["SEAL-KEY-ASK"], True)
    (problem,) = verify(REPORT, new, kept, DEMANDS).problems
    assert (problem.severity, problem.fields) == ("note", {"kid": issuer.kid})


def test_what_says_itself_that_it_is_another_needs_no_key(issuer: Issuer) -> None:
    nothing = Keys(GITHUB)
    for seal, code in (
        (seal_of(issuer, iss="https://other.example"), "SEAL-ISSUER"),
        (seal_of(issuer, b"other"), "SEAL-BYTES"),
        (b"x", "SEAL-FORM"),
    ):
        assert ends(verify(REPORT, seal, nothing, DEMANDS)) == ("unsealed", [code], True)


def as_file(*keys: object, **more: object) -> bytes:
    return json.dumps({"keys": keys, **more}).encode()


def test_kept_keys_are_read_again(issuer: Issuer) -> None:
    old = {"kty": "EC", "kid": "curve", "more": [1]}
    keys = Keys(GITHUB, (old,)).with_current(issuer.public)
    data = keys.to_bytes()
    kept = {"issuer": GITHUB, "keys": [old, *issuer.public]}
    assert data.decode() == json.dumps(kept, indent=1) + "\n"
    again = Keys.read(data, GITHUB)
    assert again.entries == keys.entries
    assert (again.issuer, again.current, keys.current) == (GITHUB, False, True)
    assert again.find(issuer.kid) is not None
    assert again.find("curve") is None


def test_a_key_set_as_the_issuer_has_it_is_taken(issuer: Issuer) -> None:
    keys = Keys.read(as_file(*issuer.public), GITHUB)
    assert ends(verify(REPORT, seal_of(issuer), keys, DEMANDS)) == ("sealed", [], False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        b'{"keys": ["x"]}',
        b'{"keys": [], "keys": []}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_what_is_no_set_of_keys_is_refused(data: bytes) -> None:
    with pytest.raises(KeysError) as error:
        Keys.read(data, GITHUB)
    assert error.value.reason.text("en").startswith("it is not a JSON Web Key Set")
    assert str(error.value) == "keys not keys"


@pytest.mark.parametrize("named", ["https://other.example", None, 7])
def test_keys_of_another_issuer_are_refused(issuer: Issuer, named: object) -> None:
    with pytest.raises(KeysError) as error:
        Keys.read(as_file(*issuer.public, issuer=named), GITHUB)
    assert error.value.reason.text("en") == f"its keys are those of {named}, and not of {GITHUB}"


def test_a_key_is_not_replaced_by_another_of_its_name(issuer: Issuer, other: Issuer) -> None:
    """Neither by what is told now, nor further down in the file."""
    impostor = jwk(other, kid=issuer.kid)
    kept = Keys(GITHUB, tuple(issuer.public))
    assert kept.with_current([impostor]).entries == kept.entries
    for keys in (Keys(GITHUB, (*issuer.public, impostor)), kept.with_current([impostor])):
        assert verify(REPORT, seal_of(issuer), keys, DEMANDS).kind == "sealed"
        forged = signed(other, claims(issuer), kid=issuer.kid)
        assert ends(verify(REPORT, forged, keys, DEMANDS))[1] == ["SEAL-SIGNATURE"]


def small(bits: int) -> dict[str, Any]:
    key = generate_private_key(public_exponent=65537, key_size=bits)
    return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": "k"}


def curve() -> dict[str, Any]:
    return ECAlgorithm.to_jwk(new_curve(SECP256R1()).public_key(), as_dict=True) | {"kid": "k"}


def test_some_keys_may_not_sign_seals(issuer: Issuer) -> None:
    secret = {"kty": "oct", "k": "AAAA", "kid": "k", "alg": "HS256"}
    good = jwk(issuer, kid="k")
    unusable = [
        *(secret, curve(), small(1024), small(2040)),
        *(good | {"use": "enc"}, good | {"alg": "RS512"}, good | {"alg": None}),
        *(good | {"kty": "rsa"}, good | {"n": 7}, good | {"e": 7}, good | {"n": "!"}),
        *(good | {"n": ""}, good | {"e": ""}, good | {"e": "Ag"}, {**good, "kid": 7}),
        {name: value for name, value in good.items() if name != "n"},
        {name: value for name, value in good.items() if name != "e"},
    ]
    for entry in unusable:
        assert Keys(GITHUB, (entry,)).find("k") is None, entry
    bare = {name: value for name, value in good.items() if name not in ("use", "alg")}
    for entry in (good, bare, small(2048)):
        found = Keys(GITHUB, (entry,)).find("k")
        assert found is not None
        assert (found.key_type, found.algorithm_name, found.key_id) == ("RSA", "RS256", "k")


def test_the_private_part_of_a_key_is_never_taken(issuer: Issuer) -> None:
    private = RSAAlgorithm.to_jwk(issuer.key, as_dict=True) | {"kid": "k"}
    found = Keys(GITHUB, (private,)).find("k")
    assert found is not None
    assert not hasattr(found.key, "private_numbers")


# JSON


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a": {"b": [1, 2.5, null, true]}}', {"a": {"b": [1, 2.5, None, True]}}),
        (b'"\xed\x95\x9c"', "한"),
    ],
)
def test_json_is_read(data: bytes, value: object) -> None:
    assert strict_json.loads(data) == value


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a": {"b": 1, "b": 1}}', "^a key twice$"),
        (b"[NaN]", "^NaN$"),
        (b"[-Infinity]", "^-Infinity$"),
        (b"[" * 100_000, "^nested too deeply$"),
        (b'{"a":' * 100_000, "^nested too deeply$"),
        (b"\xef\xbb\xbf{}", "BOM"),
        ("{}".encode("utf-16"), "utf-8"),
        (b"9" * 5000, "digits"),
    ],
)
def test_json_that_reads_in_more_than_one_way_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        strict_json.loads(data)
