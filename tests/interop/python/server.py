"""A foreign server of the interoperability cases: server.py --port=0"""

import argparse
import time
from concurrent import futures

import grpc
import testservice
from testservice import ECHO_INITIAL, ECHO_TRAILING, messages, payload


def echo_metadata(context):
    metadata = dict(context.invocation_metadata())
    if ECHO_INITIAL in metadata:
        context.send_initial_metadata([(ECHO_INITIAL, metadata[ECHO_INITIAL])])
    if ECHO_TRAILING in metadata:
        context.set_trailing_metadata([(ECHO_TRAILING, metadata[ECHO_TRAILING])])


def echo_status(status, context):
    if status.code != 0:
        code = next(code for code in grpc.StatusCode if code.value[0] == status.code)
        context.abort(code, status.message)


def answer(request, context):
    for wanted in request.response_parameters:
        if wanted.interval_us > 0:
            time.sleep(wanted.interval_us / 1e6)
        if not wanted.compressed.value:
            context.disable_next_message_compression()
        yield messages.StreamingOutputCallResponse(payload=payload(wanted.size))


def empty_call(request, context):
    echo_metadata(context)
    return testservice.empty_pb2.Empty()


def unary_call(request, context):
    if request.response_compressed.value:
        context.set_compression(grpc.Compression.Gzip)
    echo_metadata(context)
    echo_status(request.response_status, context)
    return messages.SimpleResponse(payload=payload(request.response_size))


def streaming_output_call(request, context):
    context.set_compression(grpc.Compression.Gzip)
    echo_metadata(context)
    echo_status(request.response_status, context)
    yield from answer(request, context)


def streaming_input_call(requests, context):
    echo_metadata(context)
    total = sum(len(request.payload.body) for request in requests)
    return messages.StreamingInputCallResponse(aggregated_payload_size=total)


def full_duplex_call(requests, context):
    context.set_compression(grpc.Compression.Gzip)
    echo_metadata(context)
    for request in requests:
        echo_status(request.response_status, context)
        yield from answer(request, context)


HANDLERS = {
    "EmptyCall": empty_call,
    "UnaryCall": unary_call,
    "StreamingOutputCall": streaming_output_call,
    "StreamingInputCall": streaming_input_call,
    "FullDuplexCall": full_duplex_call,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    handlers = {
        name: getattr(grpc, f"{shape}_rpc_method_handler")(
            HANDLERS[name],
            request_deserializer=request.FromString,
            response_serializer=response.SerializeToString,
        )
        for name, shape, request, response in testservice.methods("TestService")
        if name in HANDLERS
    }
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=32))
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("grpc.testing.TestService", handlers)])
    port = server.add_insecure_port(f"127.0.0.1:{arguments.port}")
    server.start()
    print(f"listening on {port}", flush=True)
    server.wait_for_termination()


main()
