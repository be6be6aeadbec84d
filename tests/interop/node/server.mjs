// A foreign server of the interoperability cases: node server.mjs --port=0
import grpc from '@grpc/grpc-js';
import { TestService, argument, echoInitial, echoTrailing, payload } from './testservice.mjs';

function echoMetadata(call) {
  const [initial] = call.metadata.get(echoInitial);
  if (initial !== undefined) {
    const headers = new grpc.Metadata();
    headers.set(echoInitial, initial);
    call.sendMetadata(headers);
  }
  const trailers = new grpc.Metadata();
  const [trailing] = call.metadata.get(echoTrailing);
  if (trailing !== undefined)
    trailers.set(echoTrailing, trailing);
  return trailers;
}

// A handler isn't told the encoding of its request, so this looks at where grpc-js keeps it.
function lies(call, request) {
  return request.expect_compressed?.value && call.call.incomingEncoding !== 'gzip';
}

const lie = { code: grpc.status.INVALID_ARGUMENT, details: 'The request is not compressed, although it says so.' };

function answer(call, request) {
  for (const wanted of request.response_parameters)
    call.write({ payload: payload(wanted.size) });
}

const handlers = {
  EmptyCall(call, callback) {
    callback(null, {}, echoMetadata(call));
  },

  UnaryCall(call, callback) {
    const trailers = echoMetadata(call);
    const { response_status: status, response_size: size } = call.request;
    if (lies(call, call.request))
      callback(lie);
    else if (status && status.code !== 0)
      callback({ code: status.code, details: status.message, metadata: trailers });
    else
      callback(null, { payload: payload(size) }, trailers);
  },

  StreamingOutputCall(call) {
    const trailers = echoMetadata(call);
    answer(call, call.request);
    call.end(trailers);
  },

  StreamingInputCall(call, callback) {
    const trailers = echoMetadata(call);
    let sum = 0;
    let failed = false;
    call.on('data', request => {
      if (!failed && lies(call, request)) {
        failed = true;
        callback(lie);
      }
      sum += request.payload.body.length;
    });
    call.on('end', () => failed || callback(null, { aggregated_payload_size: sum }, trailers));
  },

  FullDuplexCall(call) {
    const trailers = echoMetadata(call);
    call.on('data', request => {
      const status = request.response_status;
      if (status && status.code !== 0)
        call.emit('error', { code: status.code, details: status.message, metadata: trailers });
      else
        answer(call, request);
    });
    call.on('end', () => call.end(trailers));
  },
};

const server = new grpc.Server();
server.addService(TestService.service, handlers);
server.bindAsync(`127.0.0.1:${argument('port', '0')}`, grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error)
    throw error;
  console.log(`listening on ${port}`);
});
