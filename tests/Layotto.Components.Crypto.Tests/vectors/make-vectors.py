#!/usr/bin/env python3
"""Makes keys, ciphertexts and signatures with another library than the product's.

Usage: make-vectors.py > algorithms.json    (needs the Python package "cryptography")

Keys are new at each run, and are for these tests alone.
"""
import base64
import hashlib
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from cryptography.hazmat.primitives.padding import PKCS7

HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
MESSAGE = b"Not a multiple of sixteen bytes"
LABEL = b"a label"


def fixed(name, size):
    return hashlib.shake_256(name.encode()).digest(size)


def url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def integer(number, size=None):
    return url(number.to_bytes(size or (number.bit_length() + 7) // 8, "big"))


def pem(key, form):
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def public_pem(key, form=serialization.PublicFormat.SubjectPublicKeyInfo):
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def rsa_vectors(bits):
    key = rsa.generate_private_key(65537, bits)
    numbers = key.private_numbers()
    public = key.public_key()
    name = f"rsa{bits}"
    found = {
        "pkcs8": pem(key, serialization.PrivateFormat.PKCS8),
        "pkcs1": pem(key, serialization.PrivateFormat.TraditionalOpenSSL),
        "spki": public_pem(key),
        "pkcs1Public": public_pem(key, serialization.PublicFormat.PKCS1),
        "jwk": {
            "kty": "RSA", "kid": name, "n": integer(numbers.public_numbers.n), "e": integer(65537), "d": integer(numbers.d),
            "p": integer(numbers.p), "q": integer(numbers.q), "dp": integer(numbers.dmp1), "dq": integer(numbers.dmq1),
            "qi": integer(numbers.iqmp),
        },
    }
    ciphertexts = {"RSA1_5": public.encrypt(MESSAGE, padding.PKCS1v15()).hex()}
    labelled = {}
    oaep = {"RSA-OAEP": hashes.SHA1()} | {f"RSA-OAEP-{size}": digest for size, digest in HASHES.items()}
    for algorithm, digest in oaep.items():
        for label, into in ((None, ciphertexts), (LABEL, labelled)):
            into[algorithm] = public.encrypt(MESSAGE, padding.OAEP(padding.MGF1(digest), digest, label)).hex()
    signatures = {}
    for size, digest in HASHES.items():
        hashed = hashlib.new(f"sha{size}", MESSAGE).digest()
        prehashed = utils.Prehashed(digest)
        signatures[f"RS{size}"] = [key.sign(hashed, padding.PKCS1v15(), prehashed).hex()]
        signatures[f"PS{size}"] = [
            key.sign(hashed, padding.PSS(padding.MGF1(digest), salt), prehashed).hex()
            for salt in (0, 11, padding.PSS.DIGEST_LENGTH, padding.PSS.MAX_LENGTH)
        ]
    return name, found | {"ciphertexts": ciphertexts, "labelled": labelled, "signatures": signatures}


def elliptic_vectors(curve, name, size, bits):
    key = ec.generate_private_key(curve)
    numbers = key.private_numbers()
    hashed = hashlib.new(f"sha{bits}", MESSAGE).digest()
    return name, {
        "pkcs8": pem(key, serialization.PrivateFormat.PKCS8),
        "sec1": pem(key, serialization.PrivateFormat.TraditionalOpenSSL),
        "spki": public_pem(key),
        "jwk": {
            "kty": "EC", "kid": name, "crv": name, "x": integer(numbers.public_numbers.x, size),
            "y": integer(numbers.public_numbers.y, size), "d": integer(numbers.private_value, size),
        },
        "signatures": {f"ES{bits}": [key.sign(hashed, ec.ECDSA(utils.Prehashed(HASHES[bits]))).hex()]},
    }


def edwards_vectors():
    key = ed25519.Ed25519PrivateKey.from_private_bytes(fixed("ed25519", 32))
    return "Ed25519", {
        "pkcs8": pem(key, serialization.PrivateFormat.PKCS8),
        "spki": public_pem(key),
        "jwk": {
            "kty": "OKP", "kid": "Ed25519", "crv": "Ed25519", "x": url(key.public_key().public_bytes_raw()),
            "d": url(key.private_bytes_raw()),
        },
        "signatures": {"EdDSA": [key.sign(MESSAGE).hex()]},
    }


def symmetric_vectors():
    found = []

    def add(algorithm, key, nonce, plaintext, ciphertext, tag=b"", associated=b""):
        found.append({
            "algorithm": algorithm, "key": key.hex(), "nonce": nonce.hex(), "plaintext": plaintext.hex(), "ciphertext": ciphertext.hex(),
            "tag": tag.hex(), "associatedData": associated.hex(),
        })

    for bits in (128, 192, 256):
        key, vector, nonce = fixed(f"key {bits}", bits // 8), fixed("vector", 16), fixed("nonce", 12)
        cbc = lambda data: (lambda one: one.update(data) + one.finalize())(Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor())
        for message in (b"", b"x" * 16, MESSAGE):
            padder = PKCS7(128).padder()
            add(f"A{bits}CBC", key, vector, message, cbc(padder.update(message) + padder.finalize()))
            sealed = AESGCM(key).encrypt(nonce, message, LABEL)
            add(f"A{bits}GCM", key, nonce, message, sealed[:-16], sealed[-16:], LABEL)
        add(f"A{bits}CBC-NOPAD", key, vector, b"y" * 32, cbc(b"y" * 32))
        for size in (16, 24, 32, 64):
            add(f"A{bits}KW", key, b"", fixed("to wrap", size), aes_key_wrap(key, fixed("to wrap", size)))
    key, nonce = fixed("chacha", 32), fixed("chacha nonce", 12)
    for algorithm in ("C20P", "C20PKW"):
        sealed = ChaCha20Poly1305(key).encrypt(nonce, MESSAGE, LABEL)
        add(algorithm, key, nonce, MESSAGE, sealed[:-16], sealed[-16:], LABEL)
    return found


asymmetric = dict([
    rsa_vectors(2048),
    rsa_vectors(2049),
    elliptic_vectors(ec.SECP256R1(), "P-256", 32, "256"),
    elliptic_vectors(ec.SECP384R1(), "P-384", 48, "384"),
    elliptic_vectors(ec.SECP521R1(), "P-521", 66, "512"),
    edwards_vectors(),
])
print(json.dumps({"message": MESSAGE.hex(), "label": LABEL.hex(), "symmetric": symmetric_vectors(), "asymmetric": asymmetric}, indent=1))
