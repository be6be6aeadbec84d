"""A binding in memory that goes both ways: binding.py [NAME], used as bindings.NAME. What an app creates comes to it as an event."""

import queue
import sys
import threading
import uuid

import grpc
from contract import instance_of, load, serve

bindings, common = load("dapr/proto/components/v1/bindings", "dapr/proto/components/v1/common")
OPERATION = "create"


class Queues:
    """The events of each component that nobody has taken yet."""

    def __init__(self):
        self.lock = threading.Lock()
        self.queues = {}

    def of(self, context):
        with self.lock:
            return self.queues.setdefault(instance_of(context), queue.Queue())


class InputBinding:
    def __init__(self, queues):
        self.queues = queues

    def Init(self, request, context):
        return bindings.InputBindingInitResponse()

    def Ping(self, request, context):
        return common.PingResponse()

    def Read(self, answers, context):
        """One event after the other: each waits for the answer to the one before."""
        events = self.queues.of(context)
        answered = queue.Queue()
        threading.Thread(target=self._take_answers, args=(answers, answered), daemon=True).start()
        while context.is_active():
            try:
                event = events.get(timeout=0.1)
            except queue.Empty:
                if None in answered.queue:
                    return  # The other side has said that it answers no more.
                continue
            try:
                yield event
                answer = answered.get()
                while answer and answer.message_id != event.message_id:
                    answer = answered.get()
                if answer and not answer.HasField("response_error"):
                    event = None
            finally:
                # Also when the stream was taken away: what has no answer, or a bad one, comes again.
                if event:
                    events.put(event)
            if not answer:
                return

    @staticmethod
    def _take_answers(answers, answered):
        try:
            for answer in answers:
                answered.put(answer)
        except Exception:
            pass  # The stream broke.
        answered.put(None)


class OutputBinding:
    def __init__(self, queues):
        self.queues = queues

    def Init(self, request, context):
        return bindings.OutputBindingInitResponse()

    def Ping(self, request, context):
        return common.PingResponse()

    def ListOperations(self, request, context):
        return bindings.ListOperationsResponse(operations=[OPERATION])

    def Invoke(self, request, context):
        if request.operation != OPERATION:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"the operation {request.operation} is not known; there is {OPERATION}")
        self.queues.of(context).put(bindings.ReadResponse(message_id=uuid.uuid4().hex, data=request.data, metadata=request.metadata))
        return bindings.InvokeResponse(data=f"took {len(request.data)} bytes".encode())


if __name__ == "__main__":
    both = Queues()
    serve(sys.argv[1] if len(sys.argv) > 1 else "python", [
        (bindings.services["InputBinding"], InputBinding(both)), (bindings.services["OutputBinding"], OutputBinding(both))])
