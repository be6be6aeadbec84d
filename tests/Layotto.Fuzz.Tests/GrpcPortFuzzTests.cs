using System.Text;
using Google.Protobuf;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Protos.Dapr.Runtime.V1;
using Xunit;

namespace Layotto.Fuzz.Tests;

/// <summary>Mutated gRPC calls, changed in the message, in its frame, or anywhere in the connection: the gateway goes on.</summary>
public sealed class GrpcPortFuzzTests(ITestOutputHelper output)
{
    private const string Service = "/dapr.proto.runtime.v1.Dapr/";

    private static readonly (string Path, IMessage Message)[] Seeds =
    [
        (Service + "GetState", new GetStateRequest { StoreName = "statestore", Key = "key", Metadata = { ["a"] = "b" } }),
        (Service + "SaveState", new SaveStateRequest { StoreName = "memory", States = { Item("k"), Item("l") } }),
        (Service + "GetBulkState", new GetBulkStateRequest { StoreName = "memory", Keys = { "k", "l" }, Parallelism = 2 }),
        (Service + "DeleteState", new DeleteStateRequest { StoreName = "statestore", Key = "k", Etag = new Etag { Value = "x" } }),
        (
            Service + "ExecuteStateTransaction",
            new ExecuteStateTransactionRequest
            {
                StoreName = "statestore",
                Operations = { new TransactionalStateOperation { OperationType = "upsert", Request = Item("k") } },
            }
        ),
        (Service + "QueryStateAlpha1", new QueryStateRequest { StoreName = "statestore", Query = """{"filter":{"EQ":{"a":1}},"page":{"limit":2}}""" }),
        (Service + "GetBulkSecret", new GetBulkSecretRequest { StoreName = "secrets" }),
        (Service + "SetMetadata", new SetMetadataRequest { Key = "k", Value = "v" }),
        ("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", new global::Grpc.Reflection.V1.ServerReflectionRequest { FileContainingSymbol = "dapr.proto.runtime.v1.Dapr" }),
        ("/grpc.health.v1.Health/Check", new global::Grpc.Health.V1.HealthCheckRequest { Service = "" }),
    ];

    [Fact]
    public async Task Mutated_calls_do_no_harm()
    {
        var budget = new FuzzBudget(output);
        await using var gateway = await FuzzedGateway.StartAsync();
        var (inputs, answers) = await gateway.RunAsync(
            budget,
            gateway.Process.GrpcPort,
            Input,
            answer => Assert.DoesNotContain("   at ", Encoding.Latin1.GetString(answer), StringComparison.Ordinal));
        output.WriteLine($"{inputs} calls, {answers} answered");
        Assert.True(answers > inputs / 4, "hardly any call was answered");
    }

    private static byte[] Input(Mutator mutator)
    {
        var (path, message) = mutator.Pick(Seeds);
        var payload = message.ToByteArray();
        if (mutator.Once(3))
            return mutator.Mutate(Http2Bytes.Call(path, Http2Bytes.Message(payload)));
        if (mutator.Once(3))
            return Http2Bytes.Call(path, mutator.Mutate(Http2Bytes.Message(payload)), ("grpc-timeout", mutator.Pick(["1S", "0n", "99999999H", "x", "-1S"])));
        var encoding = mutator.Pick(["identity", "gzip", "br"]);
        return Http2Bytes.Call(path, Http2Bytes.Message(mutator.Mutate(payload)), ("grpc-encoding", encoding), ("trace-bin", mutator.Pick(["AAEC", "@@@", ""])));
    }

    private static StateItem Item(string key) => new()
    {
        Key = key,
        Value = ByteString.CopyFromUtf8("""{"a":1}"""),
        Etag = new Etag { Value = "x" },
        Metadata = { ["ttlInSeconds"] = "5" },
        Options = new StateOptions { Concurrency = StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite },
    };
}
