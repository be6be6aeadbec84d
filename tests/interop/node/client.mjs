// A foreign client of the interoperability cases: node client.mjs --server_port=N --test_case=all
import assert from 'node:assert/strict';
import grpc from '@grpc/grpc-js';
import { TestService, UnimplementedService, argument, echoInitial, echoTrailing, payload } from './testservice.mjs';

const address = `${argument('server_host', '127.0.0.1')}:${argument('server_port')}`;
const insecure = grpc.credentials.createInsecure();
const gzip = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };
const plainClient = new TestService(address, insecure);
const gzipClient = new TestService(address, insecure, gzip);
const largeRequest = { response_size: 314159, payload: payload(271828) };
const deadline = () => ({ deadline: Date.now() + 50_000 });

// Calls a unary method; resolves with the response, the headers and the trailers.
function unary(client, method, request, metadata = new grpc.Metadata()) {
  return new Promise((resolve, reject) => {
    const seen = {};
    const call = client[method](request, metadata, deadline(), (error, response) => {
      seen.error = error;
      seen.response = response;
    });
    call.on('metadata', headers => { seen.headers = headers; });
    call.on('status', status => {
      seen.trailers = status.metadata;
      // The response's callback comes before or after the status, but within the same turn.
      setImmediate(() => (seen.error ? reject(seen.error) : resolve(seen)));
    });
  });
}

// Follows a stream of responses: one by one, and its headers and its end.
function follow(call) {
  const queue = [];
  const waiting = [];
  const give = item => (waiting.length > 0 ? waiting.shift()(item) : queue.push(item));
  const status = new Promise(resolve => call.on('status', resolve));
  const headers = new Promise(resolve => call.on('metadata', resolve));
  call.on('data', message => give({ message }));
  call.on('end', () => give({ end: true }));
  call.on('error', error => give({ error }));
  return {
    headers,
    status,
    next: () => (queue.length > 0 ? Promise.resolve(queue.shift()) : new Promise(resolve => waiting.push(resolve))),
  };
}

async function nextSize(responses) {
  const { message, error } = await responses.next();
  assert.equal(error, undefined);
  return message?.payload.body.length;
}

async function fails(promise, code) {
  const error = await promise.then(() => assert.fail('The call succeeded.'), reason => reason);
  assert.equal(error.code, code, error.stack);
  return error;
}

// Sends requests as a stream; resolves with the only response.
function upload(client, requests) {
  return new Promise((resolve, reject) => {
    const call = client.StreamingInputCall(new grpc.Metadata(), deadline(), (error, response) => (error ? reject(error) : resolve(response)));
    requests.forEach(request => call.write(request));
    call.end();
  });
}

function testMetadata() {
  const metadata = new grpc.Metadata();
  metadata.set(echoInitial, 'test_initial_metadata_value');
  metadata.set(echoTrailing, Buffer.from([0xab, 0xab, 0xab]));
  return metadata;
}

function checkEcho(headers, trailers) {
  assert.deepEqual(headers.get(echoInitial), ['test_initial_metadata_value']);
  assert.deepEqual(trailers.get(echoTrailing), [Buffer.from([0xab, 0xab, 0xab])]);
}

async function largeUnary(client = plainClient, extra = {}) {
  const { response } = await unary(client, 'UnaryCall', { ...largeRequest, ...extra });
  assert.equal(response.payload.body.length, 314159);
}

const cases = {
  async empty_unary() {
    await unary(plainClient, 'EmptyCall', {});
  },

  large_unary: () => largeUnary(),

  async client_compressed_unary() {
    const claim = { expect_compressed: { value: true } };
    await fails(largeUnary(plainClient, claim), grpc.status.INVALID_ARGUMENT);
    await largeUnary(gzipClient, claim);
    await largeUnary(plainClient, { expect_compressed: { value: false } });
  },

  async server_compressed_unary() {
    await largeUnary(plainClient, { response_compressed: { value: true } });
    await largeUnary(plainClient, { response_compressed: { value: false } });
  },

  // Single messages can't be exempted from compression in this client.
  async client_compressed_streaming() {
    const claim = { expect_compressed: { value: true } };
    await fails(upload(plainClient, [{ payload: payload(27182), ...claim }]), grpc.status.INVALID_ARGUMENT);
    const response = await upload(gzipClient, [27182, 45904].map(size => ({ payload: payload(size), ...claim })));
    assert.equal(response.aggregated_payload_size, 73086);
  },

  async server_compressed_streaming() {
    const responses = follow(plainClient.StreamingOutputCall({
      response_parameters: [{ size: 31415, compressed: { value: true } }, { size: 92653, compressed: { value: false } }],
    }, deadline()));
    assert.equal(await nextSize(responses), 31415);
    assert.equal(await nextSize(responses), 92653);
    assert.equal((await responses.status).code, grpc.status.OK);
  },

  async client_streaming() {
    const response = await upload(plainClient, [27182, 8, 1828, 45904].map(size => ({ payload: payload(size) })));
    assert.equal(response.aggregated_payload_size, 74922);
  },

  async server_streaming() {
    const sizes = [31415, 9, 2653, 58979];
    const responses = follow(plainClient.StreamingOutputCall({ response_parameters: sizes.map(size => ({ size })) }, deadline()));
    for (const size of sizes)
      assert.equal(await nextSize(responses), size);
    assert.equal((await responses.status).code, grpc.status.OK);
  },

  async ping_pong() {
    const call = plainClient.FullDuplexCall(deadline());
    const responses = follow(call);
    for (const [request, response] of [[27182, 31415], [8, 9], [1828, 2653], [45904, 58979]]) {
      call.write({ response_parameters: [{ size: response }], payload: payload(request) });
      assert.equal(await nextSize(responses), response);
    }
    call.end();
    assert.equal((await responses.status).code, grpc.status.OK);
  },

  async empty_stream() {
    const call = plainClient.FullDuplexCall(deadline());
    const responses = follow(call);
    call.end();
    assert.deepEqual(await responses.next(), { end: true });
    assert.equal((await responses.status).code, grpc.status.OK);
  },

  async custom_metadata() {
    const { headers, trailers } = await unary(plainClient, 'UnaryCall', largeRequest, testMetadata());
    checkEcho(headers, trailers);
    const call = plainClient.FullDuplexCall(testMetadata(), deadline());
    const responses = follow(call);
    call.write({ response_parameters: [{ size: 314159 }], payload: payload(271828) });
    call.end();
    assert.equal(await nextSize(responses), 314159);
    checkEcho(await responses.headers, (await responses.status).metadata);
  },

  async status_code_and_message() {
    const response_status = { code: grpc.status.UNKNOWN, message: 'test status message' };
    const error = await fails(unary(plainClient, 'UnaryCall', { response_status }), grpc.status.UNKNOWN);
    assert.equal(error.details, response_status.message);
    const call = plainClient.FullDuplexCall(deadline());
    const responses = follow(call);
    call.write({ response_status });
    call.end();
    const status = await responses.status;
    assert.equal(status.code, grpc.status.UNKNOWN);
    assert.equal(status.details, response_status.message);
  },

  async special_status_message() {
    const message = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n';
    const response_status = { code: grpc.status.UNKNOWN, message };
    const error = await fails(unary(plainClient, 'UnaryCall', { response_status }), grpc.status.UNKNOWN);
    assert.equal(error.details, message);
  },

  async unimplemented_method() {
    await fails(unary(plainClient, 'UnimplementedCall', {}), grpc.status.UNIMPLEMENTED);
  },

  async unimplemented_service() {
    await fails(unary(new UnimplementedService(address, insecure), 'UnimplementedCall', {}), grpc.status.UNIMPLEMENTED);
  },

  async cancel_after_begin() {
    await fails(new Promise((resolve, reject) => {
      const call = plainClient.StreamingInputCall(deadline(), (error, response) => (error ? reject(error) : resolve(response)));
      setImmediate(() => call.cancel());
    }), grpc.status.CANCELLED);
  },

  async cancel_after_first_response() {
    const call = plainClient.FullDuplexCall(deadline());
    const responses = follow(call);
    call.write({ response_parameters: [{ size: 31415 }], payload: payload(27182) });
    assert.equal(await nextSize(responses), 31415);
    call.cancel();
    assert.equal((await responses.status).code, grpc.status.CANCELLED);
  },

  async timeout_on_sleeping_server() {
    const call = plainClient.FullDuplexCall({ deadline: Date.now() + 1 });
    const responses = follow(call);
    call.write({ payload: payload(27182) });
    assert.equal((await responses.status).code, grpc.status.DEADLINE_EXCEEDED);
  },

  async concurrent_large_unary() {
    await Promise.all(Array.from({ length: 1000 }, () => largeUnary()));
  },

  async rpc_soak() {
    for (let call = 0; call < 50; call++)
      await largeUnary();
  },
};

const wanted = argument('test_case', 'all');
if (wanted !== 'all' && !(wanted in cases))
  throw new Error(`Unknown test case ${wanted}.`);
let failures = 0;
for (const name of wanted === 'all' ? Object.keys(cases) : [wanted]) {
  try {
    await cases[name]();
    console.log(`passed ${name}`);
  } catch (error) {
    failures++;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
}
process.exit(failures === 0 ? 0 : 1);
