// An app on the official Dapr SDK, unmodified: it subscribes, takes bindings and is invoked, and then tries all of it on itself. Prints a
// line of JSON for each case, and {"ready":true} before the first. Without a PEER it tries nothing, and only serves until it is stopped.
// Usage: node app.mjs http|grpc APP_PORT DAPR_HTTP_PORT DAPR_GRPC_PORT FOLDER [PEER]
// FOLDER holds the file of the configuration store; PEER is the app id of a second app of this script.
import { CommunicationProtocolEnum, DaprPubSubStatusEnum, DaprServer, HttpMethod } from "@dapr/dapr";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [protocol, serverPort, httpPort, grpcPort, folder, peer] = process.argv.slice(2);
const isGrpc = protocol === "grpc";
const quiet = { level: "error", service: { log() {}, info() {}, warn() {}, error() {}, debug() {}, verbose() {} } };
const server = new DaprServer({
  serverHost: "127.0.0.1",
  serverPort,
  communicationProtocol: isGrpc ? CommunicationProtocolEnum.GRPC : CommunicationProtocolEnum.HTTP,
  clientOptions: { daprHost: "127.0.0.1", daprPort: isGrpc ? grpcPort : httpPort, logger: quiet },
  logger: quiet,
});
const client = server.client;
const PUBSUB = "pubsub";

// What has arrived, by topic, and those who wait for more of it.
const arrived = new Map();
const waiting = new Set();
const arrive = (topic, data) => {
  arrived.set(topic, [...(arrived.get(topic) ?? []), data]);
  waiting.forEach((check) => check());
};
const ofTopic = (topic) => arrived.get(topic) ?? [];
const delivered = (topic, match, count = 1) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited in vain for ${count} of ${topic}; there is ${JSON.stringify(ofTopic(topic))}`)), 30_000);
    const check = () => {
      const found = ofTopic(topic).filter(match);
      if (found.length < count) return;
      clearTimeout(timer);
      waiting.delete(check);
      resolve(found);
    };
    waiting.add(check);
    check();
  });
const publish = async (topic, data, options) => {
  const answer = await client.pubsub.publish(PUBSUB, topic, data, options);
  assert.equal(answer.error, undefined, String(answer.error));
};

const attempts = new Map();
await server.pubsub.subscribe(PUBSUB, "plain", async (data) => arrive("plain", data));
await server.pubsub.subscribe(PUBSUB, "raw", async (data) => arrive("raw", data), "raw-events", { rawPayload: true });
await server.pubsub.subscribe(PUBSUB, "flaky", async (data) => {
  const attempt = (attempts.get(data.id) ?? 0) + 1;
  attempts.set(data.id, attempt);
  arrive("flaky", { ...data, attempt });
  return attempt < 3 ? DaprPubSubStatusEnum.RETRY : DaprPubSubStatusEnum.SUCCESS;
});
await server.pubsub.subscribeWithOptions(PUBSUB, "dropped", {
  callback: async (data) => {
    arrive("dropped", data);
    return DaprPubSubStatusEnum.DROP;
  },
  deadLetterTopic: "graveyard",
});
await server.pubsub.subscribe(PUBSUB, "graveyard", async (data) => arrive("graveyard", data));
await server.pubsub.subscribeWithOptions(PUBSUB, "routed", {
  route: {
    rules: [
      { match: `event.type == "book"`, path: "books" },
      { match: `event.data.price > 100.0 && event.data.tags.exists(t, t == "art")`, path: "art" },
    ],
    default: "others",
  },
});
server.pubsub.subscribeToRoute(PUBSUB, "routed", "books", async (data) => arrive("routed/books", data));
server.pubsub.subscribeToRoute(PUBSUB, "routed", "art", async (data) => arrive("routed/art", data));
server.pubsub.subscribeToRoute(PUBSUB, "routed", "others", async (data) => arrive("routed/others", data));
await server.pubsub.subscribeBulk(PUBSUB, "bulk", async (data) => arrive("bulk", data), { maxMessagesCount: 20, maxAwaitDurationMs: 200 });
await server.binding.receive("tick", async () => arrive("tick", {}));
await server.invoker.listen("echo", async (request) => ({ body: request.body ? JSON.parse(request.body) : null, query: request.query ?? "" }), {
  method: HttpMethod.POST,
});
await server.invoker.listen("greeting", async () => ({ hello: process.pid }), { method: HttpMethod.GET });
if (!isGrpc) {
  // The SDK has no call for declarative subscriptions; their route is an ordinary one of the app's server.
  const express = await server.daprServer.getServer();
  express.post("/declared-route", (request, response) => {
    arrive("declared", request.body.data);
    response.send({ status: "SUCCESS" });
  });
}

await server.start();

// The sidecar is healthy once the subscriptions of its app are in force.
for (const deadline = Date.now() + 30_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 50)))
  if ((await fetch(`http://127.0.0.1:${httpPort}/v1.0/healthz`)).ok) break;
console.log(JSON.stringify({ ready: true }));

const cases = {
  async publish_and_subscribe() {
    const id = randomUUID();
    await publish("plain", { id, text: "Grüße" });
    const [event] = await delivered("plain", (data) => data.id === id);
    assert.deepEqual(event, { id, text: "Grüße" });
  },

  async text_is_delivered_as_text() {
    const text = `text-${randomUUID()}`;
    await publish("plain", text);
    await delivered("plain", (data) => data === text);
  },

  async cloud_event_keeps_its_data() {
    const id = randomUUID();
    await publish(
      "plain",
      { specversion: "1.0", id, source: "test", type: "special", datacontenttype: "application/json", data: { id } },
      { contentType: "application/cloudevents+json" },
    );
    await delivered("plain", (data) => data.id === id);
  },

  async raw_payload() {
    const id = randomUUID();
    await publish("raw", { id }, { metadata: { rawPayload: "true" } });
    await delivered("raw", (data) => JSON.stringify(data).includes(id));
  },

  async retry_until_success() {
    const id = randomUUID();
    await publish("flaky", { id });
    const events = await delivered("flaky", (data) => data.id === id, 3);
    assert.deepEqual(events.map((event) => event.attempt), [1, 2, 3]);
  },

  async dropped_event_goes_to_the_dead_letter_topic() {
    const id = randomUUID();
    await publish("dropped", { id });
    await delivered("graveyard", (data) => data.id === id);
    assert.equal(ofTopic("dropped").filter((data) => data.id === id).length, 1);
  },

  async routes() {
    const [book, art, other] = [randomUUID(), randomUUID(), randomUUID()];
    await publish("routed", { id: book, price: 3.5, tags: [] }, { metadata: { "cloudevent.type": "book" } });
    await publish("routed", { id: art, price: 250.5, tags: ["oil", "art"] });
    await publish("routed", { id: other, price: 250.5, tags: ["oil"] });
    await delivered("routed/books", (data) => data.id === book);
    await delivered("routed/art", (data) => data.id === art);
    await delivered("routed/others", (data) => data.id === other);
  },

  async bulk_publish_and_bulk_subscribe() {
    const run = randomUUID();
    const messages = Array.from({ length: 25 }, (_, n) => ({ entryID: `${n}`, event: { run, n }, contentType: "application/json" }));
    const answer = await client.pubsub.publishBulk(PUBSUB, "bulk", messages);
    assert.deepEqual(answer.failedMessages, []);
    const events = await delivered("bulk", (data) => data?.run === run, 25);
    assert.deepEqual(events.map((event) => event.n).sort((a, b) => a - b), messages.map((_, n) => n));
  },

  async declarative_subscription() {
    const id = randomUUID();
    await publish("declared", { id });
    await delivered("declared", (data) => data.id === id);
  },

  async input_binding() {
    await delivered("tick", () => true, 2);
  },

  async output_binding() {
    const fileName = `${randomUUID()}.txt`;
    await client.binding.send("files", "create", "some text", { fileName });
    const read = await client.binding.send("files", "get", undefined, { fileName });
    // Over gRPC the SDK gives the message, with bytes.
    assert.match(read.data ? Buffer.from(read.data).toString() : JSON.stringify(read), /some text/);
    await client.binding.send("files", "delete", undefined, { fileName });
  },

  async invoked_by_name() {
    const body = { id: randomUUID(), text: "x".repeat(100_000) };
    const answer = await client.invoker.invoke(peer, "echo", HttpMethod.POST, body);
    assert.deepEqual(answer.body, body);
  },

  async invoked_by_name_with_get() {
    const answer = await client.invoker.invoke(peer, "greeting", HttpMethod.GET);
    assert.equal(typeof answer.hello, "number");
    assert.notEqual(answer.hello, process.pid);
  },

  async invoked_by_its_own_name() {
    const { id } = await client.metadata.get();
    const answer = await client.invoker.invoke(id, "greeting", HttpMethod.GET);
    assert.equal(answer.hello, process.pid);
  },

  async configuration_is_read_and_watched() {
    let limit = 10;
    const write = () => {
      writeFileSync(join(folder, "configuration.tmp"), JSON.stringify({ limit: { value: String(limit), version: String(limit) }, name: { value: "cart", version: "1" } }));
      renameSync(join(folder, "configuration.tmp"), join(folder, "configuration.json"));
    };
    const read = await client.configuration.get("config", ["limit"]);
    assert.equal(read.items.limit.value, "10");
    const subscription = await client.configuration.subscribeWithKeys("config", ["limit"], async (data) => arrive("config", data.items));
    // The subscription is in force at some point after the call; the file changes until it shows.
    const changing = setInterval(() => {
      limit++;
      write();
    }, 500);
    try {
      await delivered("config", (changed) => Number(changed.limit?.value) > 10);
    } finally {
      clearInterval(changing);
      await subscription.stop();
    }
  },

  async lock_and_unlock() {
    const resource = randomUUID();
    assert.equal((await client.lock.lock("locks", resource, "one", 60)).success, true);
    assert.equal((await client.lock.lock("locks", resource, "two", 60)).success, false);
    assert.equal((await client.lock.unlock("locks", resource, "two")).status, 2);
    assert.equal((await client.lock.unlock("locks", resource, "one")).status, 0);
    assert.equal((await client.lock.unlock("locks", resource, "one")).status, 1);
    assert.equal((await client.lock.lock("locks", resource, "two", 60)).success, true);
  },

  async encrypt_and_decrypt() {
    const plain = Buffer.from("a secret ".repeat(30_000));
    const encrypted = await client.crypto.encrypt(plain, { componentName: "keys", keyName: "symmetric.json", keyWrapAlgorithm: "AES" });
    assert.ok(!encrypted.includes("a secret"));
    assert.deepEqual(await client.crypto.decrypt(encrypted, { componentName: "keys" }), plain);
  },

  async metadata_shows_the_subscriptions() {
    const metadata = await client.metadata.get();
    const topics = (metadata.subscriptions ?? []).map((subscription) => subscription.topic);
    for (const topic of ["plain", "routed", "bulk"]) assert.ok(topics.includes(topic), `${topic} is missing in ${topics}`);
  },
};

// What the SDK has no call for in a protocol: a gRPC app has nowhere to put a declarative subscription, and isn't told of subscriptions.
const lacking = isGrpc
  ? ["declarative_subscription", "metadata_shows_the_subscriptions"]
  : ["configuration_is_read_and_watched", "encrypt_and_decrypt"];
const stop = async () => {
  await server.stop();
  process.exit(0);
};
process.on("SIGTERM", stop);
if (peer) {
  for (const [name, run] of Object.entries(cases).filter(([name]) => !lacking.includes(name))) {
    try {
      await run();
      console.log(JSON.stringify({ name, ok: true }));
    } catch (error) {
      console.log(JSON.stringify({ name, ok: false, error: String(error?.stack ?? error) }));
    }
  }

  // The SDK's own stop waits for connections that the sidecar keeps.
  process.exit(0);
}
