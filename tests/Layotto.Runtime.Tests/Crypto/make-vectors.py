#!/usr/bin/env python3
"""Makes documents of the encryption scheme dapr.io/enc/v1 from its published description, with another library than the product's.

Usage: make-vectors.py > scheme-vectors.json    (needs the Python package "cryptography")

The plaintext of a document of N bytes is the byte i * 7 + i // 251 for each i < N, modulo 256. The file key isn't wrapped: it stands in
the manifest as it is. Of long documents only the SHA-256 is kept.
"""
import base64
import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SEGMENT = 65536
CIPHERS = {1: AESGCM, 2: ChaCha20Poly1305}


def derive(key, salt, info):
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def document(plaintext, key, prefix, cipher, key_name):
    text = lambda data: base64.b64encode(data).decode()
    manifest = {"k": key_name} if key_name else {}
    manifest |= {"kw": 1, "wfk": text(key), "cph": cipher, "np": text(prefix)}
    signed = b"dapr.io/enc/v1\n" + json.dumps(manifest, separators=(",", ":")).encode() + b"\n"
    signature = hmac.new(derive(key, None, b"header"), signed, hashlib.sha256).digest()
    aead = CIPHERS[cipher](derive(key, prefix, b"payload"))
    segments = [plaintext[start:start + SEGMENT] for start in range(0, len(plaintext), SEGMENT)]
    payload = b""
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        payload += aead.encrypt(prefix + struct.pack(">IB", number, last), segment, None)
    return signed + base64.b64encode(signature) + b"\n" + payload


vectors = []
for cipher in CIPHERS:
    for size in (0, 1, 100, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 200_000):
        key = hashlib.sha256(f"key {cipher} {size}".encode()).digest()
        prefix = hashlib.sha256(f"prefix {cipher} {size}".encode()).digest()[:7]
        key_name = "" if size == 100 else "mykey"
        whole = document(bytes((i * 7 + i // 251) % 256 for i in range(size)), key, prefix, cipher, key_name)
        vector = {"size": size, "cipher": cipher, "keyName": key_name, "key": key.hex(), "noncePrefix": prefix.hex()}
        vector |= {"length": len(whole), "sha256": hashlib.sha256(whole).hexdigest()}
        if len(whole) < 1000:
            vector["document"] = base64.b64encode(whole).decode()
        vectors.append(vector)
print(json.dumps(vectors, indent=1))
