using System.Net.Http.Headers;
using System.Text;

namespace Layotto.Grpc.Tests.Server;

/// <summary>What came back from a call that was made with a plain HTTP client.</summary>
internal sealed record TestCall(HttpResponseMessage Response, byte[] Body)
{
    public string? Status => Find("grpc-status");

    public string? Message => Find("grpc-message");

    /// <summary>Whether the status came in the headers.</summary>
    public bool IsTrailersOnly => Response.Headers.Contains("grpc-status");

    public IReadOnlyList<byte[]> Messages => Frames.Split(Body).Select(frame => frame.Payload).ToList();

    public IReadOnlyList<string> Texts => Messages.Select(Encoding.UTF8.GetString).ToList();

    public string? Find(string name) => Find(Response.TrailingHeaders, name) ?? Find(Response.Headers, name);

    private static string? Find(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
