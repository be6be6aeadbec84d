using Layotto.Components;
using Layotto.Pluggable.Discovery;

namespace Layotto.Gateway.Rendering;

/// <summary>Writes the component types that there are: those built in, and those that processes at sockets offer.</summary>
internal static class ComponentListRenderer
{
    /// <summary>Writes a table to standard output.</summary>
    public static void Write(ComponentCatalogue catalogue, IReadOnlyList<SocketRecord> sockets, Terminal terminal)
    {
        var table = new TextTable("TYPE", "VERSION", "FROM", "FEATURES", "SUMMARY");
        foreach (var descriptor in catalogue.All)
            table.Add(descriptor.Type, descriptor.Version, From(SocketOf(descriptor, sockets)), string.Join(", ", descriptor.Features), descriptor.Summary);
        table.Write(terminal);
    }

    /// <summary>Writes a JSON array to standard output.</summary>
    public static void WriteJson(ComponentCatalogue catalogue, IReadOnlyList<SocketRecord> sockets, Terminal terminal) => terminal.Output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var descriptor in catalogue.All)
        {
            json.WriteStartObject();
            ComponentDescriptionRenderer.WriteSummaryProperties(descriptor, json);
            if (SocketOf(descriptor, sockets) is { } socket)
            {
                json.WritePropertyName("socket");
                SocketListRenderer.WriteSocket(socket, json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));

    private static SocketRecord? SocketOf(ComponentDescriptor descriptor, IReadOnlyList<SocketRecord> sockets)
        => descriptor.Socket is { } path ? sockets.FirstOrDefault(socket => socket.Path == path) : null;

    private static string From(SocketRecord? socket)
    {
        if (socket is null)
            return "built in";
        var facts = new List<string> { SafeText.Of(socket.Path), $"reflection {socket.Reflection}" };
        if (SocketListRenderer.ProcessOf(socket) is { Length: > 0 } process)
            facts.Add(process);
        if (socket.LastError is { } error)
            facts.Add(SafeText.Of(error));
        return string.Join(", ", facts);
    }
}
