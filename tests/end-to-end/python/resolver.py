"""A name resolver that keeps everything in memory: resolver.py NAME [MARK].

With a file MARK it is a wrong one: where it has been started before, it takes no registrations.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "pluggable-components" / "samples" / "python"))

import grpc  # noqa: E402
from contract import load, serve  # noqa: E402

common, resolution = load("layotto/components/v1/common", "layotto/components/v1/nameresolution")


class NameResolver:
    def __init__(self, is_deaf):
        self.is_deaf = is_deaf
        self.sidecars = {}

    def Init(self, request, context):
        return common.InitResponse()

    def Ping(self, request, context):
        return common.PingResponse()

    def Register(self, request, context):
        if not self.is_deaf:
            self.sidecars.setdefault((request.namespace, request.app_id), {})[self._address(request)] = True
        return resolution.RegisterResponse()

    def Unregister(self, request, context):
        self.sidecars.get((request.namespace, request.app_id), {}).pop(self._address(request), None)
        return resolution.UnregisterResponse()

    def Resolve(self, request, context):
        found = list(self.sidecars.get((request.namespace, request.app_id), {}))
        if not found:
            context.abort(grpc.StatusCode.NOT_FOUND, f"no sidecar of the app {request.app_id} is registered")
        return resolution.ResolveResponse(addresses=found)

    @staticmethod
    def _address(request):
        host = f"[{request.host_address}]" if ":" in request.host_address else request.host_address
        return f"{host}:{request.internal_port}"


if __name__ == "__main__":
    mark = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    was_here = mark is not None and mark.exists()
    if mark is not None:
        mark.touch()
    serve(sys.argv[1], [(resolution.services["NameResolver"], NameResolver(was_here))])
