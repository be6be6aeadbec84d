// A binding in memory that goes both ways: binding.mjs [NAME], used as bindings.NAME. What an app creates comes to it as an event.
import { Failure, instanceOf, serve, status } from "./contract.mjs";
import { Deliveries } from "./deliveries.mjs";

const queues = new Map();

const queueOf = (instance) => {
  if (!queues.has(instance)) queues.set(instance, new Deliveries());
  return queues.get(instance);
};

await serve(process.argv[2] ?? "javascript", ["bindings"], {
  InputBinding: {
    Init: () => ({}),
    Ping: () => ({}),
    Read(call) {
      const toMessage = ({ data, metadata }, id) => ({ message_id: id, data, metadata });
      queueOf(instanceOf(call)).add(call, toMessage, (said) => ({ id: said.message_id, error: said.response_error }));
    },
  },
  OutputBinding: {
    Init: () => ({}),
    Ping: () => ({}),
    ListOperations: () => ({ operations: ["create"] }),
    Invoke({ operation, data, metadata }, instance) {
      if (operation !== "create") throw new Failure(status.INVALID_ARGUMENT, `the operation ${operation} is not known; there is create`);
      queueOf(instance).put({ data, metadata });
      return { data: Buffer.from(`took ${data.length} bytes`) };
    },
  },
});
