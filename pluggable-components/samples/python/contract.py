"""The contract of pluggable components over plain grpcio: messages, handlers, reflection and the socket.

The messages are made of the .proto files by protoc when the program starts, so nothing generated has to be kept. Server reflection is
written out here because Debian has no package of it; with pip, grpcio-reflection does the same.
"""

import os
import pathlib
import signal
import subprocess
import tempfile
import types
from concurrent import futures

import grpc
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, duration_pb2, empty_pb2, message_factory

PROTOS = pathlib.Path(os.environ.get("PROTOS") or pathlib.Path(__file__).resolve().parents[3] / "protos" / "Layotto.Protos")
FOLDER = os.environ.get("DAPR_COMPONENTS_SOCKETS_FOLDER") or "/tmp/dapr-components-sockets"
COMPONENTS = "dapr/proto/components/v1"
# protoc wants to read what is imported, and not every installation of it brings the well-known types along.
WELL_KNOWN = {
    "any": (any_pb2, "message Any { string type_url = 1; bytes value = 2; }"),
    "duration": (duration_pb2, "message Duration { int64 seconds = 1; int32 nanos = 2; }"),
    "empty": (empty_pb2, "message Empty {}"),
}


def load(*names):
    """Gives the messages and services of .proto files, each file as a namespace."""
    with tempfile.TemporaryDirectory(prefix="component-") as folder:
        known = pathlib.Path(folder, "google", "protobuf")
        known.mkdir(parents=True)
        for name, (_, text) in WELL_KNOWN.items():
            known.joinpath(f"{name}.proto").write_text(f'syntax = "proto3"; package google.protobuf; {text}')
        files = [f"{name}.proto" for name in names]
        subprocess.run(["protoc", f"-I{PROTOS}", f"-I{folder}", f"--descriptor_set_out={folder}/all", *files], check=True)
        descriptors = descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(folder, "all").read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for module, _ in WELL_KNOWN.values():
        pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
    for file in descriptors.file:
        pool.AddSerializedFile(file.SerializeToString())
    factory = message_factory.MessageFactory(pool)
    for module, _ in WELL_KNOWN.values():
        for message in pool.FindFileByName(module.DESCRIPTOR.name).message_types_by_name.values():
            factory.GetPrototype(message)
    loaded = []
    for name in names:
        file = pool.FindFileByName(f"{name}.proto")
        messages = {message.name: factory.GetPrototype(message) for message in file.message_types_by_name.values()}
        loaded.append(types.SimpleNamespace(**messages, services=file.services_by_name))
    return loaded


common, state, pubsub, bindings, rpc_status, error_details, reflection = load(
    f"{COMPONENTS}/common", f"{COMPONENTS}/state", f"{COMPONENTS}/pubsub", f"{COMPONENTS}/bindings", "google/rpc/status", "google/rpc/error_details",
    "grpc/reflection/v1alpha/reflection")


SHAPES = {
    (False, False): grpc.unary_unary_rpc_method_handler,
    (False, True): grpc.unary_stream_rpc_method_handler,
    (True, False): grpc.stream_unary_rpc_method_handler,
    (True, True): grpc.stream_stream_rpc_method_handler,
}


def instance_of(context):
    """The name of the component that a call is for: one process can serve many."""
    return dict(context.invocation_metadata()).get("x-component-instance", "")


def abort_with_etag(context, code, message):
    """Ends a call as the contract has it for an etag that doesn't hold."""
    status = rpc_status.Status(code=code.value[0], message=message)
    objection = error_details.BadRequest()
    objection.field_violations.add(field="etag", description=message)
    status.details.add().Pack(objection)
    context.set_trailing_metadata([("grpc-status-details-bin", status.SerializeToString())])
    context.abort(code, message)


def _handlers(service, servicer):
    proto = descriptor_pb2.ServiceDescriptorProto()
    service.CopyToProto(proto)
    handlers = {}
    for method, streams in zip(service.methods, proto.method):
        shape = SHAPES[streams.client_streaming, streams.server_streaming]
        function = getattr(servicer, method.name, None)
        if function:
            handlers[method.name] = shape(
                function, request_deserializer=method.input_type._concrete_class.FromString,
                response_serializer=method.output_type._concrete_class.SerializeToString)
    return grpc.method_handlers_generic_handler(service.full_name, handlers)


class _Reflection:
    def __init__(self, names):
        self.names = names

    def ServerReflectionInfo(self, requests, context):
        for request in requests:
            if request.WhichOneof("message_request") == "list_services":
                services = [reflection.ServiceResponse(name=name) for name in self.names]
                yield reflection.ServerReflectionResponse(
                    original_request=request, list_services_response=reflection.ListServiceResponse(service=services))
            else:
                error = reflection.ErrorResponse(error_code=grpc.StatusCode.UNIMPLEMENTED.value[0], error_message="only services are listed")
                yield reflection.ServerReflectionResponse(original_request=request, error_response=error)


def serve(name, services):
    """Serves until the process is told to end. Services are pairs of a descriptor and the object that has its methods."""
    # Blocked before there are threads, so that the wait below gets them.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    os.makedirs(FOLDER, exist_ok=True)
    socket = f"{FOLDER}/{name}.sock"
    if os.path.exists(socket):
        os.remove(socket)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=64))
    names = [descriptor.full_name for descriptor, _ in services]
    own = reflection.services["ServerReflection"]
    for descriptor, servicer in [*services, (own, _Reflection([*names, own.full_name]))]:
        server.add_generic_rpc_handlers((_handlers(descriptor, servicer),))
    server.add_insecure_port(f"unix:{socket}")
    server.start()
    print(f"serving {', '.join(names)} at {socket}", flush=True)
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    server.stop(grace=1).wait()
