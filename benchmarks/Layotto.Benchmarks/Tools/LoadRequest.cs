using System.Net;

namespace Layotto.Benchmarks.Tools;

/// <summary>The one request a scenario sends, whatever tool sends it.</summary>
/// <param name="Protocol">How it travels.</param>
/// <param name="Path">Path, or /package.Service/Method.</param>
/// <param name="Message">gRPC message without its prefix, or the HTTP body; empty for none.</param>
internal sealed record LoadRequest(LoadProtocol Protocol, string Path, byte[] Message)
{
    /// <summary>Headers beyond those that the protocol needs.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The Unix socket that it goes to instead of the contender's address, or null. Only the own generator can.</summary>
    public string? UnixSocket { get; init; }

    public string UrlAt(IPEndPoint target) => $"http://{target}{Path}";
}
