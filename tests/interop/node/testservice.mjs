// The services of the interoperability cases, loaded from this repository's own .proto files.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const protos = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../protos/Layotto.Protos');
const definition = protoLoader.loadSync('src/proto/grpc/testing/test.proto', {
  includeDirs: [protos],
  keepCase: true,
  defaults: true,
});

export const { TestService, UnimplementedService } = grpc.loadPackageDefinition(definition).grpc.testing;
export const echoInitial = 'x-grpc-test-echo-initial';
export const echoTrailing = 'x-grpc-test-echo-trailing-bin';
export const payload = size => ({ body: Buffer.alloc(size) });

export function argument(name, fallback) {
  const prefix = `--${name}=`;
  const found = process.argv.find(value => value.startsWith(prefix));
  return found ? found.slice(prefix.length) : fallback;
}
