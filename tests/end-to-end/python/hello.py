"""Layotto's sample of a pluggable component, as it is in every language: hello.py [NAME]."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "pluggable-components" / "samples" / "python"))

from contract import load, serve  # noqa: E402

_, hello = load("spec/proto/pluggable/v1/common/common", "spec/proto/pluggable/v1/hello/hello")
Empty = hello.services["Hello"].methods_by_name["Init"].output_type._concrete_class


class Hello:
    def Init(self, request, context):
        self.greeting = request.hello_string
        return Empty()

    def SayHello(self, request, context):
        return hello.HelloResponse(hello_string=f"{self.greeting}, {request.name}")


if __name__ == "__main__":
    serve(sys.argv[1] if len(sys.argv) > 1 else "hello", [(hello.services["Hello"], Hello())])
