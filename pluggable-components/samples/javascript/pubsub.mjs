// A broker in memory, with a queue for each topic: pubsub.mjs [NAME], used as pubsub.NAME. What is not acknowledged comes again.
import { instanceOf, serve } from "./contract.mjs";
import { Deliveries } from "./deliveries.mjs";

const topics = new Map();

const topicOf = (instance, name) => {
  const key = JSON.stringify([instance, name]);
  if (!topics.has(key)) topics.set(key, new Deliveries());
  return topics.get(key);
};

const toMessage = ({ topic, data, content_type, metadata }, id) => ({ id, topic_name: topic, data, content_type, metadata });

await serve(process.argv[2] ?? "javascript", ["pubsub"], {
  PubSub: {
    Init: () => ({}),
    Features: () => ({ features: ["BULK_PUBSUB"] }),
    Ping: () => ({}),
    Publish(request, instance) {
      topicOf(instance, request.topic).put(request);
      return {};
    },
    BulkPublish({ topic, entries }, instance) {
      for (const { event, content_type, metadata } of entries) topicOf(instance, topic).put({ topic, data: event, content_type, metadata });
      return { failed_entries: [] };
    },
    PullMessages(call) {
      // The first message names the topic; all others are answers.
      call.once("data", ({ topic }) =>
        topicOf(instanceOf(call), topic.name).add(call, toMessage, (said) => ({ id: said.ack_message_id, error: said.ack_error })),
      );
    },
  },
});
