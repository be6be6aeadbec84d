// A state store in memory, with etags and transactions: state_store.mjs [NAME], used as state.NAME.
import { etagFailure, Failure, serve, status } from "./contract.mjs";

const stores = new Map();
let lastVersion = 0;

const storeOf = (instance) => {
  if (!stores.has(instance)) throw new Failure(status.FAILED_PRECONDITION, "the component has not been initialised");
  return stores.get(instance);
};

function check(store, { key, etag, options }) {
  const present = store.get(key);
  const isFirstWrite = options?.concurrency === "CONCURRENCY_FIRST_WRITE";
  if (etag?.value ? present?.version !== etag.value : isFirstWrite && present)
    throw etagFailure(status.FAILED_PRECONDITION, `possible etag mismatch of ${key}`);
}

const write = (store, { key, value, content_type }) => store.set(key, { value, content_type, version: String(++lastVersion) });
const remove = (store, { key }) => store.delete(key);

function read(store, key) {
  const found = store.get(key);
  return found ? { data: found.value, etag: { value: found.version }, content_type: found.content_type } : {};
}

const stateStore = {
  Init(_, instance) {
    // Initialised again, it keeps what it has.
    if (!stores.has(instance)) stores.set(instance, new Map());
    return {};
  },
  Features: () => ({ features: ["ETAG", "TRANSACTIONAL"] }),
  Ping: () => ({}),
  Get: ({ key }, instance) => read(storeOf(instance), key),
  BulkGet: ({ items }, instance) => ({ items: items.map(({ key }) => ({ key, ...read(storeOf(instance), key) })) }),
  Set(request, instance) {
    check(storeOf(instance), request);
    write(storeOf(instance), request);
    return {};
  },
  Delete(request, instance) {
    check(storeOf(instance), request);
    remove(storeOf(instance), request);
    return {};
  },
  BulkSet({ items }, instance) {
    for (const item of items) stateStore.Set(item, instance);
    return {};
  },
  BulkDelete({ items }, instance) {
    for (const item of items) stateStore.Delete(item, instance);
    return {};
  },
};

const transactionalStateStore = {
  Transact({ operations }, instance) {
    // Nothing else runs until it is done; a failure on the way brings back what was there.
    const store = storeOf(instance);
    const before = new Map(store);
    try {
      for (const operation of operations) {
        check(store, operation[operation.request]);
        (operation.request === "set" ? write : remove)(store, operation[operation.request]);
      }
    } catch (error) {
      stores.set(instance, before);
      throw error;
    }
    return {};
  },
};

await serve(process.argv[2] ?? "javascript", ["state"], { StateStore: stateStore, TransactionalStateStore: transactionalStateStore });
