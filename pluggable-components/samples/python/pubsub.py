"""A broker in memory, with a queue for each topic: pubsub.py [NAME], used as pubsub.NAME. What is not acknowledged comes again."""

import queue
import sys
import threading
import uuid

from contract import common, instance_of, pubsub, serve


class Queues:
    """A queue for each topic of each component."""

    def __init__(self):
        self.lock = threading.Lock()
        self.queues = {}

    def of(self, context, topic):
        with self.lock:
            return self.queues.setdefault((instance_of(context), topic), queue.Queue())


class Delivery:
    """The messages that one stream has sent and that are not answered; they go back into the queue when it ends."""

    def __init__(self, messages):
        self.messages = messages
        self.lock = threading.Lock()
        self.unanswered = {}
        self.has_ended = False

    def take(self, message):
        """Tells whether the message may be sent: one that comes as the stream ends goes back."""
        with self.lock:
            if self.has_ended:
                self.messages.put(message)
            else:
                self.unanswered[message.id] = message
            return not self.has_ended

    def answer(self, answer):
        with self.lock:
            message = self.unanswered.pop(answer.ack_message_id, None)
        if message and answer.HasField("ack_error"):
            self.messages.put(message)

    def end(self):
        with self.lock:
            self.has_ended = True
            for message in self.unanswered.values():
                self.messages.put(message)
            self.unanswered.clear()


class PubSub:
    def __init__(self):
        self.queues = Queues()

    def Init(self, request, context):
        return pubsub.PubSubInitResponse()

    def Features(self, request, context):
        return common.FeaturesResponse()

    def Ping(self, request, context):
        return common.PingResponse()

    def Publish(self, request, context):
        self.queues.of(context, request.topic).put(pubsub.PullMessagesResponse(
            id=uuid.uuid4().hex, topic_name=request.topic, data=request.data, content_type=request.content_type, metadata=request.metadata))
        return pubsub.PublishResponse()

    def PullMessages(self, requests, context):
        messages = self.queues.of(context, next(requests).topic.name)
        delivery = Delivery(messages)
        if not context.add_callback(delivery.end):
            return
        threading.Thread(target=self._take_answers, args=(requests, delivery, context), daemon=True).start()
        while context.is_active():
            try:
                message = messages.get(timeout=0.1)
            except queue.Empty:
                continue
            if delivery.take(message):
                yield message

    @staticmethod
    def _take_answers(requests, delivery, context):
        try:
            for answer in requests:
                delivery.answer(answer)
        except Exception:
            # The stream broke; its callback puts back what is left.
            return
        context.cancel()


if __name__ == "__main__":
    serve(sys.argv[1] if len(sys.argv) > 1 else "python", [(pubsub.services["PubSub"], PubSub())])
