// An app on the official Dapr SDK, unmodified, over components of other processes: state stores, brokers and bindings. Prints a line of
// JSON for each case of each language.
// Usage: node components.mjs http|grpc APP_PORT DAPR_HTTP_PORT DAPR_GRPC_PORT LANGUAGE...
// The components of a language are LANGUAGE-store, LANGUAGE-broker and LANGUAGE-loop.
import { CommunicationProtocolEnum, DaprPubSubStatusEnum, DaprServer } from "@dapr/dapr";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

const [protocol, serverPort, httpPort, grpcPort, ...languages] = process.argv.slice(2);
const isGrpc = protocol === "grpc";
const quiet = { level: "error", service: { log() {}, info() {}, warn() {}, error() {}, debug() {}, verbose() {} } };
const server = new DaprServer({
  serverHost: "127.0.0.1",
  serverPort,
  communicationProtocol: isGrpc ? CommunicationProtocolEnum.GRPC : CommunicationProtocolEnum.HTTP,
  clientOptions: { daprHost: "127.0.0.1", daprPort: isGrpc ? grpcPort : httpPort, logger: quiet },
  logger: quiet,
});
const { state, pubsub, binding } = server.client;

// What has arrived, by where it came from, and those who wait for more of it.
const arrived = new Map();
const waiting = new Set();
const arrive = (source, data) => {
  arrived.set(source, [...(arrived.get(source) ?? []), data]);
  waiting.forEach((check) => check());
};
const delivered = (source, match, count = 1) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited in vain for ${count} of ${source}; there is ${JSON.stringify(arrived.get(source))}`)), 30_000);
    const check = () => {
      const found = (arrived.get(source) ?? []).filter(match);
      if (found.length < count) return;
      clearTimeout(timer);
      waiting.delete(check);
      resolve(found);
    };
    waiting.add(check);
    check();
  });

const attempts = new Map();
for (const language of languages) {
  await server.pubsub.subscribe(`${language}-broker`, "orders", async (data) => arrive(`${language}-orders`, data));
  await server.pubsub.subscribe(`${language}-broker`, "flaky", async (data) => {
    const attempt = (attempts.get(data.id) ?? 0) + 1;
    attempts.set(data.id, attempt);
    arrive(`${language}-flaky`, { ...data, attempt });
    return attempt < 3 ? DaprPubSubStatusEnum.RETRY : DaprPubSubStatusEnum.SUCCESS;
  });
  await server.binding.receive(`${language}-loop`, async (data) => arrive(`${language}-loop`, data));
}

await server.start();

// The sidecar is healthy once the subscriptions of its app are in force.
for (const deadline = Date.now() + 30_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 50)))
  if ((await fetch(`http://127.0.0.1:${httpPort}/v1.0/healthz`)).ok) break;

const publish = async (language, topic, data) => {
  const answer = await pubsub.publish(`${language}-broker`, topic, data);
  assert.equal(answer.error, undefined, String(answer.error));
};
const etagOf = async (store, key) => (await state.getBulk(store, [key]))[0].etag;

// Over HTTP the SDK answers with an error, over gRPC it throws one.
const failure = async (action) => {
  try {
    const result = await action();
    assert.ok(result?.error, "the call should have failed");
    return result.error;
  } catch (error) {
    return error;
  }
};

const cases = {
  async save_get_and_delete(language) {
    const [store, key] = [`${language}-store`, randomUUID()];
    await state.save(store, [{ key, value: { id: 7, name: "Grüße 你好", list: [1, 2, 3] } }]);
    assert.deepEqual(await state.get(store, key), { id: 7, name: "Grüße 你好", list: [1, 2, 3] });
    await state.delete(store, key);
    assert.equal(await state.get(store, key), "");
  },

  async bulk_save_and_get(language) {
    const [store, keys] = [`${language}-store`, Array.from({ length: 20 }, () => randomUUID())];
    await state.save(store, keys.map((key, index) => ({ key, value: { index } })));
    const found = new Map((await state.getBulk(store, keys)).map((item) => [item.key, item.data]));
    keys.forEach((key, index) => assert.deepEqual(found.get(key), { index }));
  },

  async etags(language) {
    const [store, key] = [`${language}-store`, randomUUID()];
    await state.save(store, [{ key, value: { n: 1 } }]);
    const etag = await etagOf(store, key);
    await state.save(store, [{ key, value: { n: 2 }, etag, options: { concurrency: 1 } }]);
    assert.match(String(await failure(() => state.save(store, [{ key, value: { n: 3 }, etag, options: { concurrency: 1 } }]))), /etag/i);
    assert.deepEqual(await state.get(store, key), { n: 2 });
  },

  async transaction(language) {
    const [store, one, two] = [`${language}-store`, randomUUID(), randomUUID()];
    await state.save(store, [{ key: two, value: { old: true } }]);
    await state.transaction(store, [
      { operation: "upsert", request: { key: one, value: "first" } },
      { operation: "delete", request: { key: two } },
    ]);
    assert.equal(await state.get(store, one), "first");
    assert.equal(await state.get(store, two), "");
  },

  async publish_and_subscribe(language) {
    const id = randomUUID();
    await publish(language, "orders", { id, text: "Grüße" });
    assert.deepEqual((await delivered(`${language}-orders`, (data) => data.id === id))[0], { id, text: "Grüße" });
  },

  async many_messages_arrive(language) {
    const run = randomUUID();
    await Promise.all(Array.from({ length: 100 }, (_, n) => publish(language, "orders", { run, n })));
    const events = await delivered(`${language}-orders`, (data) => data.run === run, 100);
    assert.deepEqual(new Set(events.map((event) => event.n)).size, 100);
  },

  async retry_until_success(language) {
    const id = randomUUID();
    await publish(language, "flaky", { id });
    const events = await delivered(`${language}-flaky`, (data) => data.id === id, 3);
    assert.deepEqual(events.map((event) => event.attempt), [1, 2, 3]);
  },

  async binding_out_and_in(language) {
    const id = randomUUID();
    await binding.send(`${language}-loop`, "create", { id });
    await delivered(`${language}-loop`, (data) => JSON.stringify(data).includes(id));
  },
};

for (const language of languages) {
  for (const [name, run] of Object.entries(cases)) {
    try {
      await run(language);
      console.log(JSON.stringify({ name: `${language} ${name}`, ok: true }));
    } catch (error) {
      console.log(JSON.stringify({ name: `${language} ${name}`, ok: false, error: String(error?.stack ?? error) }));
    }
  }
}

// The SDK's own stop waits for connections that the sidecar keeps.
process.exit(0);
