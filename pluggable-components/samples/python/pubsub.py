"""A broker in memory, with one queue for each topic: pubsub.py [NAME], used as pubsub.NAME. What is not acknowledged comes again."""

import queue
import sys
import threading
import uuid

from contract import common, pubsub, serve


class Topics:
    def __init__(self):
        self.lock = threading.Lock()
        self.queues = {}

    def __getitem__(self, name):
        with self.lock:
            return self.queues.setdefault(name, queue.Queue())


class PubSub:
    def __init__(self):
        self.topics = Topics()

    def Init(self, request, context):
        return pubsub.PubSubInitResponse()

    def Features(self, request, context):
        return common.FeaturesResponse()

    def Ping(self, request, context):
        return common.PingResponse()

    def Publish(self, request, context):
        self.topics[request.topic].put(pubsub.PullMessagesResponse(
            id=uuid.uuid4().hex, topic_name=request.topic, data=request.data, content_type=request.content_type, metadata=request.metadata))
        return pubsub.PublishResponse()

    def PullMessages(self, requests, context):
        topic = self.topics[next(requests).topic.name]
        unanswered = {}
        context.add_callback(lambda: [topic.put(message) for message in list(unanswered.values())])
        threading.Thread(target=self._take_answers, args=(requests, topic, unanswered, context), daemon=True).start()
        while context.is_active():
            try:
                message = topic.get(timeout=0.1)
            except queue.Empty:
                continue
            unanswered[message.id] = message
            yield message

    @staticmethod
    def _take_answers(requests, topic, unanswered, context):
        try:
            for answer in requests:
                message = unanswered.pop(answer.ack_message_id, None)
                if message and answer.HasField("ack_error"):
                    topic.put(message)
        except Exception:
            # The stream broke; its callback puts back what is left.
            return
        context.cancel()


if __name__ == "__main__":
    serve(sys.argv[1] if len(sys.argv) > 1 else "python", [(pubsub.services["PubSub"], PubSub())])
