// Encrypts and decrypts through the official Dapr SDK, unmodified, and prints a line of JSON for each case.
// Usage: node crypto.mjs HOST PORT FOLDER
// The folder gets a document, and what is in it, for another client to decrypt.
import { CommunicationProtocolEnum, DaprClient } from "@dapr/dapr";
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

const [daprHost, daprPort, folder] = process.argv.slice(2);
const client = new DaprClient({
  daprHost,
  daprPort,
  communicationProtocol: CommunicationProtocolEnum.GRPC,
  logger: { level: "error", service: { log() {}, info() {}, warn() {}, error() {}, debug() {}, verbose() {} } },
});

const aes = { componentName: "files", keyName: "symmetric", keyWrapAlgorithm: "AES" };
const rsa = { componentName: "files", keyName: "rsa.pem", keyWrapAlgorithm: "RSA" };
const manifestOf = (document) => JSON.parse(document.toString("latin1").split("\n")[1]);

const roundTrip = async (plaintext, options) => {
  const document = await client.crypto.encrypt(plaintext, options);
  const decrypted = await client.crypto.decrypt(document, { componentName: options.componentName });
  assert.deepEqual(decrypted, Buffer.from(plaintext));
  return document;
};

const cases = {
  async text_with_a_symmetric_key() {
    const manifest = manifestOf(await roundTrip("Grüße 你好", aes));
    assert.equal(manifest.k, "symmetric");
    assert.equal(manifest.kw, 1);
    assert.equal(manifest.cph, 1);
  },

  async text_with_an_RSA_key() {
    assert.equal(manifestOf(await roundTrip("hello", rsa)).kw, 5);
  },

  async text_with_a_key_of_a_set() {
    await roundTrip("hello", { componentName: "set", keyName: "in-the-set", keyWrapAlgorithm: "A256KW" });
  },

  async every_boundary_of_segments() {
    for (const size of [1, 65535, 65536, 65537, 131072, 131073, 1_000_000]) await roundTrip(randomBytes(size), aes);
  },

  async the_other_cipher() {
    assert.equal(manifestOf(await roundTrip(randomBytes(70_000), { ...aes, dataEncryptionCipher: "chacha20-poly1305" })).cph, 2);
  },

  async a_stream_of_16_MiB() {
    const hash = createHash("sha256");
    const block = randomBytes(65_000);
    async function* blocks() {
      for (let index = 0; index < 258; index++) {
        hash.update(block);
        yield block;
      }
    }
    const encryption = await client.crypto.encrypt(aes);
    const decryption = await client.crypto.decrypt({ componentName: "files" });
    const decrypted = createHash("sha256");
    await pipeline(blocks, encryption, decryption, async (source) => {
      for await (const chunk of source) decrypted.update(chunk);
    });
    assert.equal(decrypted.digest("hex"), hash.digest("hex"));
  },

  async a_document_without_the_name_of_its_key() {
    const document = await client.crypto.encrypt("hello", { ...aes, omitDecryptionKeyName: true });
    assert.equal(manifestOf(document).k, undefined);
    await assert.rejects(() => client.crypto.decrypt(document, { componentName: "files" }), /names no key/);
    const decrypted = await client.crypto.decrypt(document, { componentName: "files", keyName: "symmetric" });
    assert.equal(decrypted.toString(), "hello");
  },

  async a_document_that_names_another_key() {
    const document = await client.crypto.encrypt("hello", { ...rsa, keyName: "rsa-public.pem", decryptionKeyName: "rsa.pem" });
    assert.equal(manifestOf(document).k, "rsa.pem");
    assert.equal((await client.crypto.decrypt(document, { componentName: "files" })).toString(), "hello");
  },

  async a_changed_document() {
    const document = await client.crypto.encrypt(randomBytes(1000), aes);
    document[document.length - 1] ^= 1;
    await assert.rejects(() => client.crypto.decrypt(document, { componentName: "files" }), /segment 0/);
  },

  async a_document_that_was_cut() {
    const document = await client.crypto.encrypt(randomBytes(200_000), aes);
    await assert.rejects(() => client.crypto.decrypt(document.subarray(0, document.length - 1), { componentName: "files" }), /segment/);
  },

  async a_wrong_key() {
    const document = await client.crypto.encrypt("hello", aes);
    await assert.rejects(() => client.crypto.decrypt(document, { componentName: "files", keyName: "other" }), /signature/);
  },

  async a_key_that_is_missing() {
    await assert.rejects(() => client.crypto.encrypt("hello", { ...aes, keyName: "nowhere" }), /key not found/);
  },

  async a_provider_that_is_missing() {
    await assert.rejects(() => client.crypto.encrypt("hello", { ...aes, componentName: "nowhere" }), /crypto provider nowhere not found/);
  },

  async an_algorithm_that_is_none() {
    await assert.rejects(() => client.crypto.encrypt("hello", { ...aes, keyWrapAlgorithm: "ROT13" }), /not supported/);
  },

  async a_document_for_another_client() {
    const plaintext = randomBytes(300_000);
    writeFileSync(join(folder, "plaintext.bin"), plaintext);
    const encryption = await client.crypto.encrypt(rsa);
    const chunks = [];
    await pipeline(createReadStream(join(folder, "plaintext.bin")), encryption, async (source) => {
      for await (const chunk of source) chunks.push(chunk);
    });
    writeFileSync(join(folder, "document.bin"), Buffer.concat(chunks));
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
