"""A state store and a broker in one process, both on SQLite files: durable.py NAME FILE. What it acknowledges outlives kill -9."""

import pathlib
import sqlite3
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "pluggable-components" / "samples" / "python"))

from contract import common, pubsub, serve, state  # noqa: E402
from state_store import StateStore  # noqa: E402


class Broker:
    def __init__(self, path):
        self.lock = threading.Lock()
        self.held = set()
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.execute("CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, data BLOB NOT NULL, type TEXT)")

    def Init(self, request, context):
        return pubsub.PubSubInitResponse()

    def Features(self, request, context):
        return common.FeaturesResponse()

    def Ping(self, request, context):
        return common.PingResponse()

    def Publish(self, request, context):
        with self.lock:
            self.db.execute("INSERT INTO messages (topic, data, type) VALUES (?, ?, ?)", (request.topic, request.data, request.content_type))
        return pubsub.PublishResponse()

    def take(self, topic):
        with self.lock:
            for row in self.db.execute("SELECT id, data, type FROM messages WHERE topic = ? ORDER BY id LIMIT 500", (topic,)):
                if row[0] not in self.held:
                    self.held.add(row[0])
                    return row
        return None

    def PullMessages(self, requests, context):
        topic = next(requests).topic.name
        mine = set()

        def give_back():
            with self.lock:
                self.held.difference_update(mine)

        def take_answers():
            try:
                for answer in requests:
                    number = int(answer.ack_message_id)
                    with self.lock:
                        if not answer.HasField("ack_error"):
                            self.db.execute("DELETE FROM messages WHERE id = ?", (number,))
                        self.held.discard(number)
            except Exception:
                return
            context.cancel()

        context.add_callback(give_back)
        threading.Thread(target=take_answers, daemon=True).start()
        while context.is_active():
            row = self.take(topic)
            if row is None:
                time.sleep(0.02)
                continue
            mine.add(row[0])
            yield pubsub.PullMessagesResponse(id=str(row[0]), topic_name=topic, data=row[1], content_type=row[2])


if __name__ == "__main__":
    store = StateStore()
    serve(sys.argv[1], [
        (state.services["StateStore"], store),
        (state.services["TransactionalStateStore"], store),
        (pubsub.services["PubSub"], Broker(sys.argv[2])),
    ])
