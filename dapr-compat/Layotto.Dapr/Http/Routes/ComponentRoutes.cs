using System.Text.Json;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Metadata;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>
/// Beyond Dapr: how each component is, what was decided about each socket of a pluggable component, and which processes the gateway has
/// started. Access to it is that to metadata.
/// </summary>
internal sealed class ComponentRoutes(GatewayMetadata metadata)
{
    public IEnumerable<HttpRoute> All => [Route(Get, V1, "layotto/components", "metadata", "GetComponents", GetAsync)];

    private Task GetAsync(HttpContext context, string[] values) => HttpAnswer.WriteAsync(context, metadata, Write);

    private static void Write(Utf8JsonWriter writer, GatewayMetadata metadata)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("components"u8);
        foreach (var component in metadata.AllComponents)
            WriteComponent(writer, component);
        writer.WriteEndArray();
        writer.WriteStartArray("sockets"u8);
        foreach (var socket in metadata.Sockets())
            WriteSocket(writer, socket);
        writer.WriteEndArray();
        writer.WriteStartArray("processes"u8);
        foreach (var process in metadata.Processes())
            WriteProcess(writer, process);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteComponent(Utf8JsonWriter writer, ComponentFacts component)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, component.Name);
        writer.WriteString("type"u8, component.Type);
        writer.WriteString("version"u8, component.Version);
        WriteTexts(writer, "capabilities", component.Capabilities);
        writer.WriteString("health"u8, component.HealthText);
        WriteOptional(writer, "lastError", component.LastError);
        writer.WriteNumber("recoveries"u8, component.Recoveries);
        WriteOptional(writer, "socket", component.Socket);
        writer.WriteEndObject();
    }

    private static void WriteSocket(Utf8JsonWriter writer, SocketFacts socket)
    {
        writer.WriteStartObject();
        writer.WriteString("path"u8, socket.Path);
        writer.WriteString("name"u8, socket.Name);
        writer.WriteString("state"u8, socket.State);
        WriteOptional(writer, "reflection", socket.Reflection);
        WriteTexts(writer, "services", socket.Services);
        WriteTexts(writer, "types", socket.Types);
        WriteOptional(writer, "lastError", socket.LastError);
        if (socket.Owner is { } owner)
            writer.WriteNumber("owner"u8, owner);
        if (socket.ProcessUser is { } user)
        {
            writer.WriteStartObject("process"u8);
            if (socket.ProcessId is { } id)
                writer.WriteNumber("id"u8, id);
            writer.WriteNumber("user"u8, user);
            writer.WriteEndObject();
        }

        writer.WriteBoolean("draining"u8, socket.IsDraining);
        writer.WriteString("decidedAt"u8, socket.DecidedAt);
        writer.WriteEndObject();
    }

    private static void WriteProcess(Utf8JsonWriter writer, ComponentProcessFacts process)
    {
        writer.WriteStartObject();
        writer.WriteString("program"u8, process.Program);
        WriteTexts(writer, "components", process.Components);
        if (process.ProcessId is { } id)
            writer.WriteNumber("id"u8, id);
        writer.WriteNumber("starts"u8, process.Starts);
        WriteOptional(writer, "lastExit", process.LastExit);
        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
