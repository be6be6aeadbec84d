using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http;

/// <summary>
/// Whether a request names an app to be invoked: in the path <c>/v1.0/invoke/ID/method/…</c>, in the header <c>dapr-app-id</c>,
/// or as the user name <c>dapr-app-id</c> of basic authentication, whose password is the id then.
/// </summary>
internal static class InvocationTarget
{
    private const string HeaderName = "dapr-app-id";
    private const string PathPrefix = "/v1.0/invoke/";
    private const string MethodSegment = "/method";

    public static bool IsNamed(HttpRequest request)
        => !string.IsNullOrEmpty(request.Headers[HeaderName]) || IsInPath(request.Path.Value ?? "") || IsInCredentials(request);

    private static bool IsInPath(string path)
        => path.StartsWith(PathPrefix, StringComparison.Ordinal)
            && path.IndexOf(MethodSegment, PathPrefix.Length, StringComparison.Ordinal) > PathPrefix.Length;

    private static bool IsInCredentials(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var credentials)
            || !string.Equals(credentials.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
            || credentials.Parameter is not { Length: < 4096 } parameter)
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[4096];
        return Convert.TryFromBase64String(parameter, decoded, out var length)
            && Encoding.UTF8.GetString(decoded[..length]).StartsWith(HeaderName + ":", StringComparison.Ordinal);
    }
}
