using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using Layotto.Grpc.Tests.Server;

namespace Layotto.Grpc.Services.Tests;

public sealed class ReflectionServiceTests
{
    private readonly ReflectionService _reflection = new([Health.Descriptor]);

    [Theory]
    [InlineData("v1")]
    [InlineData("v1alpha")]
    public async Task Services_are_listed(string version)
    {
        var answers = await AskAsync([new ServerReflectionRequest { Host = "h", ListServices = "" }], version);

        var answer = Assert.Single(answers);
        Assert.Equal("h", answer.ValidHost);
        Assert.Equal("h", answer.OriginalRequest.Host);
        Assert.Equal(
            ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"],
            answer.ListServicesResponse.Service.Select(service => service.Name));
    }

    [Theory]
    [InlineData("grpc.health.v1.Health")]
    [InlineData("grpc.health.v1.Health.Check")]
    [InlineData("grpc.health.v1.HealthCheckRequest")]
    [InlineData("grpc.health.v1.HealthCheckRequest.service")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus")]
    [InlineData("grpc.health.v1.HealthCheckResponse.SERVING")]
    [InlineData("grpc.health.v1.HealthListResponse.StatusesEntry")]
    public async Task File_is_found_by_symbol(string symbol)
    {
        var answer = Assert.Single(await AskAsync([new ServerReflectionRequest { FileContainingSymbol = symbol }]));

        Assert.Equal(["grpc/health/v1/health.proto"], Names(answer));
    }

    [Fact]
    public async Task File_is_found_by_name()
    {
        var answer = Assert.Single(await AskAsync([new ServerReflectionRequest { FileByFilename = "grpc/health/v1/health.proto" }]));

        Assert.Equal(["grpc/health/v1/health.proto"], Names(answer));
    }

    [Fact]
    public async Task Imports_come_with_a_file_once_a_stream()
    {
        var dapr = new ReflectionService([Layotto.Protos.Dapr.Internals.V1.ServiceInvocation.Descriptor]);
        var file = Layotto.Protos.Dapr.Internals.V1.ServiceInvocation.Descriptor.File;
        var request = new ServerReflectionRequest { FileByFilename = file.Name };

        var answers = await AskAsync([request, request], service: dapr);

        Assert.Equal(Transitive(file), Names(answers[0]).ToHashSet());
        Assert.Equal(file.Name, Names(answers[0])[0]);
        Assert.Equal([file.Name], Names(answers[1]));
    }

    [Theory]
    [InlineData("nothing.Here")]
    [InlineData("")]
    public async Task Unknown_things_are_answered_as_not_found(string name)
    {
        var answers = await AskAsync([
            new ServerReflectionRequest { FileByFilename = name },
            new ServerReflectionRequest { FileContainingSymbol = name },
            new ServerReflectionRequest { AllExtensionNumbersOfType = name },
            new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = name, ExtensionNumber = 1 } },
        ]);

        Assert.Equal(4, answers.Count);
        Assert.All(answers, answer => Assert.Equal((int)StatusCode.NotFound, answer.ErrorResponse.ErrorCode));
    }

    [Fact]
    public async Task Type_without_extensions_has_none()
    {
        var answer = Assert.Single(await AskAsync([new ServerReflectionRequest { AllExtensionNumbersOfType = "grpc.health.v1.HealthCheckRequest" }]));

        Assert.Equal("grpc.health.v1.HealthCheckRequest", answer.AllExtensionNumbersResponse.BaseTypeName);
        Assert.Empty(answer.AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public async Task Request_for_nothing_ends_the_stream()
    {
        await using var server = await TestServer.StartAsync(_reflection.BindV1());

        var call = await server.CallAsync("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", Frames.Of([]));

        Assert.Equal("3", call.Status);
    }

    private static HashSet<string> Transitive(FileDescriptor file)
    {
        var names = new HashSet<string> { file.Name };
        foreach (var dependency in file.Dependencies)
            names.UnionWith(Transitive(dependency));
        return names;
    }

    private static List<string> Names(ServerReflectionResponse answer) =>
        [.. answer.FileDescriptorResponse.FileDescriptorProto.Select(file => FileDescriptorProto.Parser.ParseFrom(file).Name)];

    private async Task<IReadOnlyList<ServerReflectionResponse>> AskAsync(
        ServerReflectionRequest[] requests, string version = "v1", ReflectionService? service = null)
    {
        service ??= _reflection;
        await using var server = await TestServer.StartAsync(version == "v1" ? service.BindV1() : service.BindV1Alpha());
        var call = await server.CallAsync(
            $"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
            [.. requests.SelectMany(request => Frames.Of(request.ToByteArray()))]);
        Assert.Equal("0", call.Status);
        return [.. call.Messages.Select(ServerReflectionResponse.Parser.ParseFrom)];
    }
}
