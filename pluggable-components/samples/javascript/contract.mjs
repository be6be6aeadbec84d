// Dapr's contract of pluggable components over plain @grpc/grpc-js: the .proto files, server reflection and the socket.
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

const PROTOS = process.env.PROTOS || fileURLToPath(new URL("../../../protos/Layotto.Protos", import.meta.url));
const FOLDER = process.env.DAPR_COMPONENTS_SOCKETS_FOLDER || "/tmp/dapr-components-sockets";
const PACKAGE = "dapr.proto.components.v1";

// protobufjs takes a text that is cut short for what is there of it; a message like that is to be refused.
protobuf.BufferReader.prototype.string = protobuf.Reader.prototype.string;

const root = new protobuf.Root();
root.resolvePath = (_, target) => `${PROTOS}/${target}`;
root.loadSync(["google/rpc/status.proto", "google/rpc/error_details.proto"]);
const RpcStatus = root.lookupType("google.rpc.Status");
const BadRequest = root.lookupType("google.rpc.BadRequest");

export const status = grpc.status;

/** The name of the component that a call is for: one process can serve many. */
export const instanceOf = (call) => String(call.metadata.get("x-component-instance")[0] ?? "");

/** Ends a call with a status. */
export class Failure extends Error {
  constructor(code, details, metadata) {
    super(details);
    Object.assign(this, { code, details, metadata });
  }
}

/** The end of a call as the contract has it for an etag that doesn't hold. */
export function etagFailure(code, message) {
  const objection = BadRequest.encode({ fieldViolations: [{ field: "etag", description: message }] }).finish();
  const details = [{ type_url: "type.googleapis.com/google.rpc.BadRequest", value: objection }];
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(RpcStatus.encode({ code, message, details }).finish()));
  return new Failure(code, message, metadata);
}

// A method that takes one message is a function from request and component name to response; streams get the call itself.
function handlersOf(definition, methods) {
  const handlers = {};
  for (const [name, method] of Object.entries(methods)) {
    handlers[name] = definition[name].responseStream
      ? method
      : (call, callback) => {
          try {
            callback(null, method(call.request, instanceOf(call)));
          } catch (error) {
            callback(error instanceof Failure ? error : { code: status.INTERNAL, details: error.message });
          }
        };
  }
  return handlers;
}

/** Serves until the process is told to end: files are those of the .proto, services the methods by the service's name. */
export async function serve(name, files, services) {
  const definitions = protoLoader.loadSync(
    files.map((file) => `dapr/proto/components/v1/${file}.proto`),
    { includeDirs: [PROTOS], keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true },
  );
  const server = new grpc.Server({ "grpc.max_receive_message_length": 64 * 1024 * 1024 });
  const served = {};
  for (const [service, methods] of Object.entries(services)) {
    const definition = (served[`${PACKAGE}.${service}`] = definitions[`${PACKAGE}.${service}`]);
    server.addService(definition, handlersOf(definition, methods));
  }
  new ReflectionService(definitions, { services: Object.keys(served) }).addToServer(server);

  const socket = `${FOLDER}/${name}.sock`;
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  rmSync(socket, { force: true });
  await new Promise((resolve, reject) =>
    server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve())),
  );
  console.log(`serving ${Object.keys(served).join(", ")} at ${socket}`);
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      server.forceShutdown();
      rmSync(socket, { force: true });
      process.exit(0);
    });
  }
}
