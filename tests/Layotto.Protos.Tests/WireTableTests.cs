using System.Reflection;
using Google.Protobuf.Reflection;
using Xunit;

namespace Layotto.Protos.Tests;

/// <summary>Holds every compiled descriptor to the table of upstream facts: nothing missing, nothing extra.</summary>
public sealed class WireTableTests
{
    private static readonly Dictionary<string, FileDescriptor> Compiled = typeof(Layotto.Protos.Dapr.Runtime.V1.Dapr).Assembly
        .GetTypes()
        .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
        .OfType<FileDescriptor>()
        .ToDictionary(file => file.Name, StringComparer.Ordinal);

    private static readonly WireTable[] Tables = [.. WireTable.ReadAll()];

    /// <summary>Public standards, which no table describes.</summary>
    private static readonly string[] Standards =
    [
        "google/rpc/code.proto", "google/rpc/error_details.proto", "google/rpc/status.proto",
        "grpc/health/v1/health.proto", "grpc/reflection/v1/reflection.proto", "grpc/reflection/v1alpha/reflection.proto",
        "src/proto/grpc/testing/empty.proto", "src/proto/grpc/testing/messages.proto", "src/proto/grpc/testing/test.proto",
    ];

    public static TheoryData<string> Files => [.. Tables.Select(table => table.Path)];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_equals_its_table(string path)
    {
        var table = Tables.Single(table => table.Path == path);
        var file = Assert.Contains(path, Compiled);

        Assert.Equal(table.Package, file.Package);
        Assert.Equal(Flatten(table.Items), Flatten(DescriptorLines.Of(file)));
    }

    [Fact]
    public void Every_compiled_file_has_a_table_or_is_a_public_standard()
        => Assert.Equal(Tables.Select(table => table.Path).Concat(Standards).Order(StringComparer.Ordinal), Compiled.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_tables_hold_what_is_expected_of_them()
    {
        Assert.Equal(60, Tables.Length);
        Assert.Equal(72, Tables.Single(table => table.Path == "dapr/proto/runtime/v1/dapr.proto").Items["service dapr.proto.runtime.v1.Dapr"].Count);
    }

    [Theory]
    [InlineData("grpc/health/v1/health.proto", "service grpc.health.v1.Health", 3)]
    [InlineData("grpc/reflection/v1/reflection.proto", "service grpc.reflection.v1.ServerReflection", 1)]
    [InlineData("grpc/reflection/v1alpha/reflection.proto", "service grpc.reflection.v1alpha.ServerReflection", 1)]
    [InlineData("src/proto/grpc/testing/test.proto", "service grpc.testing.TestService", 8)]
    public void Standard_services_have_their_rpcs(string path, string service, int count)
        => Assert.Equal(count, DescriptorLines.Of(Compiled[path])[service].Count);

    private static string Flatten(SortedDictionary<string, SortedSet<string>> items)
        => string.Join('\n', items.Select(item => $"{item.Key}\n  {string.Join("\n  ", item.Value)}"));
}
