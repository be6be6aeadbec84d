using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;
using Layotto.Components.HttpMiddleware;
using Layotto.Dapr.Invocation;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http;

/// <summary>
/// The app that a request names: in the header <c>dapr-app-id</c>, as the user name <c>dapr-app-id</c> of basic authentication, whose
/// password is the id then, or in the path <c>/v1.0/invoke/ID/method/…</c>. In the first two the whole path is that of the call.
/// </summary>
internal static class InvocationTarget
{
    /// <summary>What the path of nearly every invocation begins with.</summary>
    public const string PathPrefix = "/v1.0/invoke/";

    private const string Version = "v1.0";
    private const string Verb = "invoke";
    private const string MethodSegment = "/method/";
    private const int LongestCredentials = 4096;

    /// <summary>Reads the app and the path of a call. The header that names it is taken off the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Its raw target.</param>
    /// <param name="id">The app, the endpoint or the address that is called.</param>
    /// <param name="path">The path, decoded; not in its canonical form yet.</param>
    /// <returns>False when the request names none.</returns>
    /// <exception cref="RpcException">The path can't be decoded.</exception>
    public static bool TryRead(HttpRequest request, ReadOnlySpan<char> target, out string id, out string path)
    {
        var encoded = RequestTarget.PathOf(target);
        if (request.Headers.TryGetValue(InvocationHeaders.AppId, out var named) && !string.IsNullOrEmpty(named.ToString()))
        {
            id = named[0]!;
            request.Headers.Remove(InvocationHeaders.AppId);
            path = MethodPath.Decode(encoded);
            return true;
        }

        if (IsInCredentials(request, out id))
        {
            path = MethodPath.Decode(encoded);
            return true;
        }

        return IsInPath(MethodPath.Decode(encoded), out id, out path);
    }

    // Slashes may be doubled; an id that is an address has two of its own.
    private static bool IsInPath(string path, out string id, out string method)
    {
        id = method = "";
        var rest = path.AsSpan();
        if (!TakeSegment(ref rest, Version) || !TakeSegment(ref rest, Verb))
            return false;
        rest = rest.TrimStart('/');
        var end = rest.IndexOf(MethodSegment);
        if (end <= 0)
            return false;
        id = rest[..end].ToString();
        method = rest[(end + MethodSegment.Length)..].ToString();
        return true;
    }

    private static bool TakeSegment(ref ReadOnlySpan<char> path, string segment)
    {
        path = path.TrimStart('/');
        if (!path.StartsWith(segment) || path.Length == segment.Length || path[segment.Length] != '/')
            return false;
        path = path[segment.Length..];
        return true;
    }

    private static bool IsInCredentials(HttpRequest request, out string id)
    {
        id = "";
        if (request.Headers.Authorization.Count == 0
            || !AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var credentials)
            || !string.Equals(credentials.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
            || credentials.Parameter is not { Length: < LongestCredentials } parameter)
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[LongestCredentials];
        if (!Convert.TryFromBase64String(parameter, decoded, out var length))
            return false;
        var pair = Encoding.UTF8.GetString(decoded[..length]).Split(':');
        if (pair.Length != 2 || !pair[0].Equals(InvocationHeaders.AppId, StringComparison.OrdinalIgnoreCase) || pair[1].Length == 0)
            return false;
        id = pair[1];
        return true;
    }
}
