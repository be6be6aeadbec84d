"""A state store on a SQLite file, with etags and transactions: state_store.py [NAME], used as state.NAME with the metadata "path"."""

import sqlite3
import sys
import threading

import grpc
from contract import abort_with_etag, common, instance_of, serve, state

FIRST_WRITE = state.StateOptions.CONCURRENCY_FIRST_WRITE


class ETagMismatch(Exception):
    pass


class Store:
    """One component: a table of keys, values and versions. A write is on the disk when it returns."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.execute("CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value BLOB NOT NULL, version INTEGER NOT NULL)")
        self.db.execute("CREATE TABLE IF NOT EXISTS versions (last INTEGER NOT NULL)")
        if not self.db.execute("SELECT 1 FROM versions").fetchone():
            self.db.execute("INSERT INTO versions VALUES (0)")

    def get(self, keys):
        """Reads keys as they are at one moment, never in the middle of a transaction."""
        with self.lock:
            return [self.db.execute("SELECT value, version FROM state WHERE key = ?", (key,)).fetchone() for key in keys]

    def apply(self, operations):
        """Does all operations or none."""
        with self.lock:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                for operation in operations:
                    self._apply(operation)
                self.db.execute("COMMIT")
            except BaseException:
                self.db.execute("ROLLBACK")
                raise

    def _apply(self, operation):
        row = self.db.execute("SELECT version FROM state WHERE key = ?", (operation.key,)).fetchone()
        wanted = operation.etag.value
        if (wanted and (row is None or str(row[0]) != wanted)) or (
                not wanted and row and operation.options.concurrency == FIRST_WRITE):
            raise ETagMismatch(operation.key)
        if isinstance(operation, state.DeleteRequest):
            self.db.execute("DELETE FROM state WHERE key = ?", (operation.key,))
            return
        self.db.execute("UPDATE versions SET last = last + 1")
        self.db.execute("INSERT OR REPLACE INTO state SELECT ?, ?, last FROM versions", (operation.key, operation.value))


class StateStore:
    def __init__(self):
        self.stores = {}

    def store(self, context):
        found = self.stores.get(instance_of(context))
        return found or context.abort(grpc.StatusCode.FAILED_PRECONDITION, "the component has not been initialised")

    def apply(self, operations, context):
        try:
            self.store(context).apply(operations)
        except ETagMismatch as mismatch:
            abort_with_etag(context, grpc.StatusCode.FAILED_PRECONDITION, f"the key {mismatch} has another version")

    def Init(self, request, context):
        path = request.metadata.properties.get("path")
        if not path:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, 'the metadata "path" is missing; it names the database file')
        self.stores[instance_of(context)] = Store(path)
        return state.InitResponse()

    def Features(self, request, context):
        return common.FeaturesResponse(features=["ETAG", "TRANSACTIONAL"])

    def Ping(self, request, context):
        return common.PingResponse()

    def Get(self, request, context):
        row, = self.store(context).get([request.key])
        return state.GetResponse(data=row[0], etag=state.Etag(value=str(row[1]))) if row else state.GetResponse()

    def Set(self, request, context):
        self.apply([request], context)
        return state.SetResponse()

    def Delete(self, request, context):
        self.apply([request], context)
        return state.DeleteResponse()

    def BulkGet(self, request, context):
        keys = [item.key for item in request.items]
        return state.BulkGetResponse(items=[
            state.BulkStateItem(key=key, data=row[0], etag=state.Etag(value=str(row[1])))
            for key, row in zip(keys, self.store(context).get(keys)) if row])

    def BulkSet(self, request, context):
        self.apply(request.items, context)
        return state.BulkSetResponse()

    def BulkDelete(self, request, context):
        self.apply(request.items, context)
        return state.BulkDeleteResponse()

    def Transact(self, request, context):
        self.apply([getattr(operation, operation.WhichOneof("request")) for operation in request.operations], context)
        return state.TransactionalStateResponse()


if __name__ == "__main__":
    servicer = StateStore()
    serve(sys.argv[1] if len(sys.argv) > 1 else "python", [
        (state.services["StateStore"], servicer),
        (state.services["TransactionalStateStore"], servicer),
    ])
