"""A foreign client of the interoperability cases: client.py --server_port=N --test_case=all"""

import argparse
import queue
import sys
import traceback

import grpc
import testservice
from testservice import ECHO_INITIAL, ECHO_TRAILING, Stub, messages, payload

TIMEOUT = 50
METADATA = [(ECHO_INITIAL, "test_initial_metadata_value"), (ECHO_TRAILING, b"\xab\xab\xab")]
TRUE = messages.BoolValue(value=True)
FALSE = messages.BoolValue(value=False)


class Requests:
    """A stream of requests that is written while the call is under way."""

    def __init__(self):
        self._queue = queue.Queue()

    def __iter__(self):
        return iter(self._queue.get, None)

    def write(self, request):
        self._queue.put(request)

    def end(self):
        self._queue.put(None)


def large_request(**extra):
    return messages.SimpleRequest(response_size=314159, payload=payload(271828), **extra)


def ask(request_size, response_size):
    return messages.StreamingOutputCallRequest(
        response_parameters=[messages.ResponseParameters(size=response_size)], payload=payload(request_size))


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def fails(code, call):
    try:
        call()
    except grpc.RpcError as error:
        check(error.code() == code, f"The call ended with {error.code()}: {error.details()}")
        return error
    raise AssertionError("The call succeeded.")


def large_unary(stub, compression=None, **extra):
    response = stub.UnaryCall(large_request(**extra), timeout=TIMEOUT, compression=compression)
    check(len(response.payload.body) == 314159, "size of the response")


def upload(stub, requests, compression=None):
    return stub.StreamingInputCall(iter(requests), timeout=TIMEOUT, compression=compression).aggregated_payload_size


def check_echo(call):
    check((ECHO_INITIAL, "test_initial_metadata_value") in call.initial_metadata(), "echoed header")
    check((ECHO_TRAILING, b"\xab\xab\xab") in call.trailing_metadata(), "echoed trailer")


def empty_unary(stub, _):
    stub.EmptyCall(testservice.empty_pb2.Empty(), timeout=TIMEOUT)


def client_compressed_unary(stub, _):
    fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: large_unary(stub, expect_compressed=TRUE))
    large_unary(stub, grpc.Compression.Gzip, expect_compressed=TRUE)
    large_unary(stub, expect_compressed=FALSE)


def server_compressed_unary(stub, _):
    large_unary(stub, response_compressed=TRUE)
    large_unary(stub, response_compressed=FALSE)


def client_compressed_streaming(stub, _):
    """Single messages can't be exempted from compression in this client."""
    def requests(*sizes):
        return [messages.StreamingInputCallRequest(payload=payload(size), expect_compressed=TRUE) for size in sizes]

    fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: upload(stub, requests(27182)))
    check(upload(stub, requests(27182, 45904), grpc.Compression.Gzip) == 73086, "sum of sizes")


def server_compressed_streaming(stub, _):
    request = messages.StreamingOutputCallRequest(response_parameters=[
        messages.ResponseParameters(size=31415, compressed=TRUE), messages.ResponseParameters(size=92653, compressed=FALSE)])
    sizes = [len(response.payload.body) for response in stub.StreamingOutputCall(request, timeout=TIMEOUT)]
    check(sizes == [31415, 92653], sizes)


def client_streaming(stub, _):
    total = upload(stub, [messages.StreamingInputCallRequest(payload=payload(size)) for size in (27182, 8, 1828, 45904)])
    check(total == 74922, total)


def server_streaming(stub, _):
    wanted = [31415, 9, 2653, 58979]
    request = messages.StreamingOutputCallRequest(
        response_parameters=[messages.ResponseParameters(size=size) for size in wanted])
    sizes = [len(response.payload.body) for response in stub.StreamingOutputCall(request, timeout=TIMEOUT)]
    check(sizes == wanted, sizes)


def ping_pong(stub, _):
    requests = Requests()
    responses = stub.FullDuplexCall(iter(requests), timeout=TIMEOUT)
    for request_size, response_size in ((27182, 31415), (8, 9), (1828, 2653), (45904, 58979)):
        requests.write(ask(request_size, response_size))
        check(len(next(responses).payload.body) == response_size, response_size)
    requests.end()
    check(list(responses) == [], "end of the stream")


def empty_stream(stub, _):
    check(list(stub.FullDuplexCall(iter([]), timeout=TIMEOUT)) == [], "end of the stream")


def custom_metadata(stub, _):
    response, call = stub.UnaryCall.with_call(large_request(), metadata=METADATA, timeout=TIMEOUT)
    check(len(response.payload.body) == 314159, "size of the response")
    check_echo(call)
    call = stub.FullDuplexCall(iter([ask(271828, 314159)]), metadata=METADATA, timeout=TIMEOUT)
    check([len(response.payload.body) for response in call] == [314159], "sizes of the responses")
    check_echo(call)


def status_code_and_message(stub, _):
    status = messages.EchoStatus(code=2, message="test status message")
    error = fails(
        grpc.StatusCode.UNKNOWN,
        lambda: stub.UnaryCall(messages.SimpleRequest(response_status=status), timeout=TIMEOUT))
    check(error.details() == status.message, error.details())
    call = stub.FullDuplexCall(iter([messages.StreamingOutputCallRequest(response_status=status)]), timeout=TIMEOUT)
    error = fails(grpc.StatusCode.UNKNOWN, lambda: next(call))
    check(error.details() == status.message, error.details())


def special_status_message(stub, _):
    message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
    request = messages.SimpleRequest(response_status=messages.EchoStatus(code=2, message=message))
    error = fails(grpc.StatusCode.UNKNOWN, lambda: stub.UnaryCall(request, timeout=TIMEOUT))
    check(error.details() == message, error.details())


def unimplemented_method(stub, _):
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: stub.UnimplementedCall(testservice.empty_pb2.Empty(), timeout=TIMEOUT))


def unimplemented_service(_, channel):
    stub = Stub(channel, "UnimplementedService")
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: stub.UnimplementedCall(testservice.empty_pb2.Empty(), timeout=TIMEOUT))


def cancel_after_begin(stub, _):
    requests = Requests()
    call = stub.StreamingInputCall.future(iter(requests), timeout=TIMEOUT)
    call.cancel()
    requests.end()
    check(call.cancelled() and call.code() == grpc.StatusCode.CANCELLED, call)


def cancel_after_first_response(stub, _):
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests), timeout=TIMEOUT)
    requests.write(ask(27182, 31415))
    check(len(next(call).payload.body) == 31415, "size of the response")
    call.cancel()
    requests.end()
    fails(grpc.StatusCode.CANCELLED, lambda: next(call))


def timeout_on_sleeping_server(stub, _):
    requests = Requests()
    call = stub.FullDuplexCall(iter(requests), timeout=0.001)
    requests.write(messages.StreamingOutputCallRequest(payload=payload(27182)))
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: next(call))
    requests.end()


def concurrent_large_unary(stub, _):
    calls = [stub.UnaryCall.future(large_request(), timeout=TIMEOUT) for _ in range(1000)]
    for call in calls:
        check(len(call.result().payload.body) == 314159, "size of the response")


def rpc_soak(stub, _):
    for _ in range(50):
        large_unary(stub)


CASES = {
    case.__name__: case
    for case in (
        empty_unary, client_compressed_unary, server_compressed_unary, client_compressed_streaming,
        server_compressed_streaming, client_streaming, server_streaming, ping_pong, empty_stream, custom_metadata,
        status_code_and_message, special_status_message, unimplemented_method, unimplemented_service,
        cancel_after_begin, cancel_after_first_response, timeout_on_sleeping_server, concurrent_large_unary, rpc_soak)
}
CASES["large_unary"] = lambda stub, _: large_unary(stub)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server_host", default="127.0.0.1")
    parser.add_argument("--server_port", type=int, required=True)
    parser.add_argument("--test_case", choices=["all", *CASES], default="all")
    arguments = parser.parse_args()
    failures = 0
    with grpc.insecure_channel(f"{arguments.server_host}:{arguments.server_port}") as channel:
        stub = Stub(channel, "TestService")
        for name in CASES if arguments.test_case == "all" else [arguments.test_case]:
            try:
                CASES[name](stub, channel)
                print(f"passed {name}", flush=True)
            except Exception:
                failures += 1
                print(f"FAILED {name}: {traceback.format_exc()}", flush=True)
    sys.exit(1 if failures else 0)


main()
