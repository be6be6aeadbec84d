using System.Globalization;
using Layotto.Pluggable.Discovery;

namespace Layotto.Gateway.Rendering;

/// <summary>Writes what was decided about the sockets of pluggable components.</summary>
internal static class SocketListRenderer
{
    /// <summary>Writes a table to standard output.</summary>
    public static void Write(IReadOnlyList<SocketRecord> sockets, Terminal terminal)
    {
        var table = new TextTable("SOCKET", "STATE", "REFLECTION", "OWNER", "TYPES", "REASON");
        foreach (var socket in sockets)
        {
            table.Add(
                SafeText.Of(socket.Path),
                StateOf(socket),
                socket.Reflection ?? "",
                socket.Owner?.ToString(CultureInfo.InvariantCulture) ?? "",
                string.Join(", ", socket.Types),
                SafeText.Of(socket.LastError ?? ""));
        }

        table.Write(terminal);
    }

    /// <summary>Writes a JSON array to standard output.</summary>
    public static void WriteJson(IReadOnlyList<SocketRecord> sockets, Terminal terminal) => terminal.Output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var socket in sockets)
        {
            json.WriteStartObject();
            json.WriteString("path", socket.Path);
            json.WriteString("name", socket.Name);
            json.WriteString("state", StateOf(socket));
            if (socket.Owner is { } owner)
                json.WriteNumber("owner", owner);
            if (socket.Reflection is { } reflection)
                json.WriteString("reflection", reflection);
            json.WriteStartArray("services");
            foreach (var service in socket.Services)
                json.WriteStringValue(service);
            json.WriteEndArray();
            json.WriteStartArray("types");
            foreach (var type in socket.Types)
                json.WriteStringValue(type);
            json.WriteEndArray();
            if (socket.LastError is { } error)
                json.WriteString("reason", error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));

    private static string StateOf(SocketRecord socket) => socket.State.ToString().ToLowerInvariant();
}
