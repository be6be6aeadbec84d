"""The services of the interoperability cases, made of this repository's own .proto files when a peer starts.

Debian has no usable grpc_tools, so protoc makes the messages, and stubs and handlers are written against grpc itself.
"""

import importlib
import pathlib
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

_PROTOS = pathlib.Path(__file__).resolve().parents[3] / "protos" / "Layotto.Protos"
_FOLDER = "src/proto/grpc/testing"
_FILES = ["empty", "messages", "test"]


def _load():
    files = [f"{_FOLDER}/{name}.proto" for name in _FILES]
    with tempfile.TemporaryDirectory(prefix="layotto-interop-") as generated:
        subprocess.run(["protoc", f"-I{_PROTOS}", f"--python_out={generated}", *files], check=True)
        sys.path.insert(0, generated)
        try:
            return [importlib.import_module(f"{_FOLDER.replace('/', '.')}.{name}_pb2") for name in _FILES]
        finally:
            sys.path.remove(generated)


empty_pb2, messages, test_pb2 = _load()

ECHO_INITIAL = "x-grpc-test-echo-initial"
ECHO_TRAILING = "x-grpc-test-echo-trailing-bin"
_SHAPES = {
    (False, False): "unary_unary",
    (False, True): "unary_stream",
    (True, False): "stream_unary",
    (True, True): "stream_stream",
}


def payload(size):
    return messages.Payload(body=bytes(size))


def methods(service):
    """Yields name, shape, request class and response class of every method."""
    descriptor = test_pb2.DESCRIPTOR.services_by_name[service]
    # Only the descriptor as a message tells which sides of a method stream.
    proto = descriptor_pb2.ServiceDescriptorProto()
    descriptor.CopyToProto(proto)
    for method, streams in zip(descriptor.methods, proto.method):
        shape = _SHAPES[streams.client_streaming, streams.server_streaming]
        yield method.name, shape, method.input_type._concrete_class, method.output_type._concrete_class


class Stub:
    """A client of a service, with one callable per method."""

    def __init__(self, channel, service):
        for name, shape, request, response in methods(service):
            path = f"/grpc.testing.{service}/{name}"
            make = getattr(channel, shape)
            setattr(self, name, make(path, request_serializer=request.SerializeToString, response_deserializer=response.FromString))
