// Writes keys as fast as the gateway answers and prints each key once its write is answered, until the gateway is gone.
// Usage: node writer.mjs http|grpc HOST PORT STORE PREFIX
import { CommunicationProtocolEnum, DaprClient } from "@dapr/dapr";
import { writeSync } from "node:fs";

const [protocol, daprHost, daprPort, store, prefix] = process.argv.slice(2);
const silent = { log() {}, info() {}, warn() {}, error() {}, debug() {}, verbose() {} };
const client = new DaprClient({
  daprHost,
  daprPort,
  communicationProtocol: protocol === "grpc" ? CommunicationProtocolEnum.GRPC : CommunicationProtocolEnum.HTTP,
  logger: { level: "error", service: silent },
});

const lane = async (number) => {
  for (let index = 0; ; index++) {
    const key = `${prefix}-${number}-${index}`;
    const result = await client.state.save(store, [{ key, value: { key, text: "x".repeat(200) } }]);
    if (result?.error) throw result.error;
    writeSync(1, `${key}\n`);
  }
};

await Promise.all(Array.from({ length: 8 }, (_, number) => lane(number))).catch(() => {});
process.exit(0);
