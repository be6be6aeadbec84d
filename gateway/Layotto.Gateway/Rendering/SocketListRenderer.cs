using System.Globalization;
using System.Text.Json;
using Layotto.Pluggable.Discovery;

namespace Layotto.Gateway.Rendering;

/// <summary>Writes what was decided about the sockets of pluggable components.</summary>
internal static class SocketListRenderer
{
    /// <summary>Writes a table to standard output.</summary>
    public static void Write(IReadOnlyList<SocketRecord> sockets, Terminal terminal)
    {
        var table = new TextTable("SOCKET", "STATE", "REFLECTION", "OWNER", "PROCESS", "TYPES", "REASON");
        foreach (var socket in sockets)
        {
            table.Add(
                SafeText.Of(socket.Path),
                StateOf(socket),
                socket.Reflection ?? "",
                socket.Owner?.ToString(CultureInfo.InvariantCulture) ?? "",
                ProcessOf(socket),
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
            WriteSocket(socket, json);
        json.WriteEndArray();
    }));

    /// <summary>Writes what was decided about one socket as a JSON object.</summary>
    public static void WriteSocket(SocketRecord socket, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("path", socket.Path);
        json.WriteString("name", socket.Name);
        json.WriteString("state", StateOf(socket));
        if (socket.Owner is { } owner)
            json.WriteNumber("owner", owner);
        if (socket.Peer is { } peer)
        {
            json.WriteStartObject("process");
            if (peer.ProcessId is { } id)
                json.WriteNumber("id", id);
            json.WriteNumber("user", peer.User);
            json.WriteEndObject();
        }

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

    /// <summary>The process that answers at a socket, in words; empty where it isn't known.</summary>
    public static string ProcessOf(SocketRecord socket) => socket.Peer switch
    {
        null => "",
        { ProcessId: { } id } peer => string.Create(CultureInfo.InvariantCulture, $"process {id} of user {peer.User}"),
        var peer => string.Create(CultureInfo.InvariantCulture, $"a process of user {peer.User}"),
    };

    private static string StateOf(SocketRecord socket) => socket.State.ToString().ToLowerInvariant();
}
