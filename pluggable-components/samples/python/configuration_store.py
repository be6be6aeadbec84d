"""A configuration store on a file: configuration_store.py [NAME], used as configuration.NAME.

The component's setting "path" names the file, a JSON object from key to text. Who subscribes is told of what changes in it.
"""

import json
import sys
import time

import grpc

from contract import instance_of, load, serve

common, configuration = load("layotto/components/v1/common", "layotto/components/v1/configuration")


class ConfigurationStore:
    def __init__(self):
        self.paths = {}

    def Init(self, request, context):
        if not request.metadata.get("path"):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, 'the setting "path" is missing; it names a JSON file')
        self.paths[instance_of(context)] = request.metadata["path"]
        return common.InitResponse()

    def Features(self, request, context):
        return common.FeaturesResponse()

    def Ping(self, request, context):
        return common.PingResponse()

    def Get(self, request, context):
        try:
            return configuration.GetConfigurationResponse(items=self._read(request, context))
        except (OSError, ValueError) as error:
            context.abort(grpc.StatusCode.INTERNAL, f"the file can't be read: {error}")

    def Subscribe(self, request, context):
        # What there is comes first; from then on, what has changed since.
        known = self.Get(request, context).items
        yield configuration.SubscribeConfigurationResponse(items=known)
        while context.is_active():
            time.sleep(0.1)
            try:
                items = self._read(request, context)
            except (OSError, ValueError):
                # Somebody may be writing it just now.
                continue
            changed = {key: item for key, item in items.items() if key not in known or known[key] != item}
            deleted = [key for key in known if key not in items]
            if changed or deleted:
                yield configuration.SubscribeConfigurationResponse(items=changed, deleted=deleted)
            known = items

    def _read(self, request, context):
        with open(self.paths[instance_of(context)], encoding="utf-8") as file:
            values = json.load(file)
        return {key: configuration.ConfigurationItem(value=value) for key, value in values.items() if not request.keys or key in request.keys}


if __name__ == "__main__":
    serve(sys.argv[1] if len(sys.argv) > 1 else "python", [(configuration.services["ConfigurationStore"], ConfigurationStore())])
