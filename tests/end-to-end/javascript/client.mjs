// Calls the gateway through the official Dapr SDK, unmodified, and prints a line of JSON for each case.
// Usage: node client.mjs http|grpc HOST PORT STORE
import { CommunicationProtocolEnum, DaprClient } from "@dapr/dapr";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

const [protocol, daprHost, daprPort, store] = process.argv.slice(2);
const isGrpc = protocol === "grpc";
const client = new DaprClient({
  daprHost,
  daprPort,
  communicationProtocol: isGrpc ? CommunicationProtocolEnum.GRPC : CommunicationProtocolEnum.HTTP,
  logger: { level: "error", service: { log() {}, info() {}, warn() {}, error() {}, debug() {}, verbose() {} } },
});

const fresh = (name) => `${name}-${randomUUID()}`;

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

// The SDK's get has no etag; a bulk read tells it.
const etagOf = async (key) => (await client.state.getBulk(store, [key]))[0].etag;

const json = (data) => (typeof data === "string" ? JSON.parse(data) : data instanceof Uint8Array ? JSON.parse(Buffer.from(data).toString()) : data);

const cases = {
  async save_and_get() {
    const key = fresh("order");
    await client.state.save(store, [{ key, value: { id: 7, name: "Grüße 你好", nested: { list: [1, 2, 3] } } }]);
    assert.deepEqual(await client.state.get(store, key), { id: 7, name: "Grüße 你好", nested: { list: [1, 2, 3] } });
  },

  async get_of_a_missing_key() {
    assert.equal(await client.state.get(store, fresh("missing")), "");
  },

  async overwrite() {
    const key = fresh("counter");
    for (const value of [{ n: 1 }, { n: 2 }]) await client.state.save(store, [{ key, value }]);
    assert.deepEqual(await client.state.get(store, key), { n: 2 });
  },

  async keys_with_special_characters() {
    const key = fresh("a b%c+d-ö");
    await client.state.save(store, [{ key, value: { ok: true } }]);
    assert.deepEqual(await client.state.get(store, isGrpc ? key : encodeURIComponent(key)), { ok: true });
  },

  async bulk_save_and_get() {
    const keys = Array.from({ length: 20 }, () => fresh("bulk"));
    await client.state.save(store, keys.map((key, index) => ({ key, value: { index } })));
    const items = await client.state.getBulk(store, [...keys, fresh("missing")]);
    assert.equal(items.length, 21);
    const found = new Map(items.map((item) => [item.key, item.data]));
    keys.forEach((key, index) => assert.deepEqual(found.get(key), { index }));
  },

  async delete() {
    const key = fresh("gone");
    await client.state.save(store, [{ key, value: { a: 1 } }]);
    await client.state.delete(store, key);
    assert.equal(await client.state.get(store, key), "");
    await client.state.delete(store, key);
  },

  async transaction() {
    const [one, two, three] = [fresh("t1"), fresh("t2"), fresh("t3")];
    await client.state.save(store, [{ key: three, value: { old: true } }]);
    await client.state.transaction(store, [
      { operation: "upsert", request: { key: one, value: "first" } },
      { operation: "upsert", request: { key: two, value: "second" } },
      { operation: "delete", request: { key: three } },
    ]);
    assert.equal(await client.state.get(store, one), "first");
    assert.equal(await client.state.get(store, two), "second");
    assert.equal(await client.state.get(store, three), "");
  },

  async failed_transaction_writes_nothing() {
    const [one, two] = [fresh("t1"), fresh("t2")];
    await client.state.save(store, [{ key: two, value: "old" }]);
    await failure(() =>
      client.state.transaction(store, [
        { operation: "upsert", request: { key: one, value: "new" } },
        { operation: "upsert", request: { key: two, value: "new", etag: randomUUID() } },
      ]),
    );
    assert.equal(await client.state.get(store, one), "");
    assert.equal(await client.state.get(store, two), "old");
  },

  async query() {
    const batch = randomUUID();
    const people = [
      { state: "CA", age: 31 },
      { state: "WA", age: 25 },
      { state: "CA", age: 40 },
      { state: "NY", age: 22 },
    ];
    await client.state.save(store, people.map((person, index) => ({ key: `${batch}-${index}`, value: { batch, person } })));
    const ask = (filter, page) =>
      client.state.query(store, {
        filter: { AND: [{ EQ: { batch } }, filter] },
        sort: [{ key: "person.age", order: "DESC" }],
        page,
      });
    const ages = (answer) => answer.results.map((result) => json(result.data).person.age);

    assert.deepEqual(ages(await ask({ EQ: { "person.state": "CA" } }, { limit: 10 })), [40, 31]);
    assert.deepEqual(ages(await ask({ IN: { "person.state": ["WA", "NY"] } }, { limit: 10 })), [25, 22]);
    assert.deepEqual(ages(await ask({ GTE: { "person.age": 31 } }, { limit: 10 })), [40, 31]);

    const first = await ask({ GT: { "person.age": 0 } }, { limit: 3 });
    const second = await ask({ GT: { "person.age": 0 } }, { limit: 3, token: first.token });
    assert.deepEqual([...ages(first), ...ages(second)], [40, 31, 25, 22]);
    assert.deepEqual((await ask({ EQ: { "person.state": "none" } }, { limit: 3 })).results, []);
  },

  async etag_conflict() {
    const key = fresh("etag");
    await client.state.save(store, [{ key, value: { n: 1 } }]);
    const etag = await etagOf(key);
    assert.ok(etag);
    await client.state.save(store, [{ key, value: { n: 2 }, etag }]);

    const error = await failure(() => client.state.save(store, [{ key, value: { n: 3 }, etag }]));
    assert.match(String(error.message), isGrpc ? /aborted/i : /409|ERR_STATE_SAVE/);
    assert.deepEqual(await client.state.get(store, key), { n: 2 });

    const refused = await failure(() => client.state.delete(store, key, { etag }));
    assert.match(String(refused.message), isGrpc ? /aborted/i : /409|ERR_STATE_DELETE/);
    await client.state.delete(store, key, { etag: await etagOf(key) });
    assert.equal(await client.state.get(store, key), "");
  },

  async first_write_wins() {
    const key = fresh("first");
    const FIRST_WRITE = 1;
    await client.state.save(store, [{ key, value: { n: 1 }, options: { concurrency: FIRST_WRITE } }]);
    await failure(() => client.state.save(store, [{ key, value: { n: 2 }, options: { concurrency: FIRST_WRITE } }]));
    assert.deepEqual(await client.state.get(store, key), { n: 1 });
  },

  async time_to_live() {
    const [short, long] = [fresh("short"), fresh("long")];
    await client.state.save(store, [
      { key: short, value: { a: 1 }, metadata: { ttlInSeconds: "1" } },
      { key: long, value: { a: 1 }, metadata: { ttlInSeconds: "100" } },
    ]);
    assert.deepEqual(await client.state.get(store, short), { a: 1 });
    const deadline = Date.now() + 10_000;
    while ((await client.state.get(store, short)) !== "") {
      assert.ok(Date.now() < deadline, "the value should have expired");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(await client.state.get(store, long), { a: 1 });
  },

  async large_value() {
    const key = fresh("large");
    const value = { text: "x".repeat(1 << 20) };
    await client.state.save(store, [{ key, value }]);
    assert.deepEqual(await client.state.get(store, key), value);
  },

  async hundred_calls_at_once() {
    const keys = Array.from({ length: 100 }, () => fresh("parallel"));
    await Promise.all(keys.map((key, index) => client.state.save(store, [{ key, value: { index } }])));
    const values = await Promise.all(keys.map((key) => client.state.get(store, key)));
    assert.deepEqual(values, keys.map((_, index) => ({ index })));
  },

  async unknown_store() {
    const error = await failure(() => client.state.save("nowhere", [{ key: "a", value: { a: 1 } }]));
    assert.match(String(error.message), /nowhere/);
  },

  async secret() {
    assert.deepEqual(await client.secret.get("secretstore", "database-password"), { "database-password": "correct horse" });
  },

  async secrets_in_bulk() {
    const secrets = await client.secret.getBulk("secretstore");
    assert.deepEqual(json(secrets)["database-password"], { "database-password": "correct horse" });
  },

  async secret_that_is_missing() {
    await assert.rejects(() => client.secret.get("secretstore", "nothing"));
  },

  async metadata() {
    await client.metadata.set("greeting", "hello");
    const metadata = await client.metadata.get();
    assert.equal(metadata.id, "end-to-end");
    assert.equal(metadata.extended.greeting, "hello");
    const names = metadata.components.map((component) => component.name);
    for (const name of ["statestore", "memory", "secretstore"]) assert.ok(names.includes(name), `${name} is missing`);
  },

  async health() {
    assert.equal(await client.health.isHealthy(), true);
  },
};

for (const [name, run] of Object.entries(cases)) {
  try {
    await run();
    console.log(JSON.stringify({ name, ok: true }));
  } catch (error) {
    console.log(JSON.stringify({ name, ok: false, error: String(error?.stack ?? error) }));
  }
}

await client.stop();
process.exit(0);
