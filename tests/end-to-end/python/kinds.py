"""Components of further kinds in one process, as simple as can be: kinds.py [NAME]. Nothing of it is safe to use."""

import hashlib
import hmac
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "pluggable-components" / "samples" / "python"))

import grpc  # noqa: E402

from contract import load, serve  # noqa: E402

PACKAGE = "layotto/components/v1"
common, lock, crypto, names, middleware = load(
    f"{PACKAGE}/common", f"{PACKAGE}/lock", f"{PACKAGE}/crypto", f"{PACKAGE}/nameresolution", f"{PACKAGE}/middleware")


class Component:
    def Init(self, request, context):
        return common.InitResponse()

    def Ping(self, request, context):
        return common.PingResponse()


class Locks(Component):
    def __init__(self):
        self.sync = threading.Lock()
        self.held = {}

    def TryLock(self, request, context):
        with self.sync:
            _, until = self.held.get(request.resource_id, ("", 0))
            if until > time.monotonic():
                return lock.TryLockResponse(success=False)
            self.held[request.resource_id] = (request.lock_owner, time.monotonic() + request.expiry_in_milliseconds / 1000)
            return lock.TryLockResponse(success=True)

    def Unlock(self, request, context):
        with self.sync:
            owner, until = self.held.get(request.resource_id, ("", 0))
            if until <= time.monotonic():
                return lock.UnlockResponse(status="UNLOCK_STATUS_LOCK_DOES_NOT_EXIST")
            if owner != request.lock_owner:
                return lock.UnlockResponse(status="UNLOCK_STATUS_LOCK_BELONGS_TO_OTHERS")
            del self.held[request.resource_id]
            return lock.UnlockResponse(status="UNLOCK_STATUS_SUCCESS")


class Crypto(Component):
    @staticmethod
    def mix(key, message):
        stream = hashlib.shake_256(key.encode()).digest(len(message))
        return bytes(one ^ other for one, other in zip(message, stream))

    def Algorithms(self, request, context):
        return crypto.AlgorithmsResponse(encryption=["A256KW"], signature=["HS256"])

    def GetKey(self, request, context):
        context.abort(grpc.StatusCode.NOT_FOUND, "there are no public keys here")

    def WrapKey(self, request, context):
        return crypto.WrapKeyResponse(wrapped_key=self.mix(request.key_name, request.plaintext_key))

    def UnwrapKey(self, request, context):
        return crypto.UnwrapKeyResponse(plaintext_key=self.mix(request.key_name, request.wrapped_key))

    def Sign(self, request, context):
        return crypto.SignResponse(signature=hmac.digest(request.key_name.encode(), request.digest, "sha256"))

    def Verify(self, request, context):
        return crypto.VerifyResponse(valid=self.Sign(request, context).signature == request.signature)


class Names(Component):
    def __init__(self):
        self.sidecars = {}

    def Register(self, request, context):
        self.sidecars[request.app_id] = f"{request.host_address}:{request.internal_port}"
        return names.RegisterResponse()

    def Unregister(self, request, context):
        self.sidecars.pop(request.app_id, None)
        return names.UnregisterResponse()

    def Resolve(self, request, context):
        if request.app_id not in self.sidecars:
            context.abort(grpc.StatusCode.NOT_FOUND, f"nobody has registered as {request.app_id}")
        return names.ResolveResponse(addresses=[self.sidecars[request.app_id]])


class Middleware(Component):
    def Init(self, request, context):
        return middleware.HttpMiddlewareInitResponse(wants_response=True)

    def HandleRequest(self, request, context):
        headers = {header.name.lower(): header.value for header in request.headers}
        if headers.get("x-who") == "stranger":
            answer = middleware.AnswerRequest(status=403, body=b"strangers stay outside")
            answer.headers.add(name="Content-Type", value="text/plain")
            return middleware.HandleRequestResponse(answer=answer)
        go_on = middleware.ContinueRequest(state=headers.get("x-who", "nobody").encode())
        if request.path.startswith("/short/"):
            go_on.path = request.path.replace("/short/", "/v1.0/state/", 1)
        return middleware.HandleRequestResponse(**{"continue": go_on})

    def HandleResponse(self, request, context):
        change = middleware.HandleResponseResponse()
        change.set_headers.add(name="X-Seen", value=request.state.decode())
        return change


if __name__ == "__main__":
    serve(sys.argv[1] if len(sys.argv) > 1 else "kinds", [
        (lock.services["LockStore"], Locks()),
        (crypto.services["CryptoProvider"], Crypto()),
        (names.services["NameResolver"], Names()),
        (middleware.services["HttpMiddleware"], Middleware()),
    ])
