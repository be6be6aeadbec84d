using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>Holds the body of a request to <c>--max-body-size</c>.</summary>
internal static class BodyLimit
{
    /// <summary>Refuses a body that is announced to be too large.</summary>
    /// <exception cref="InvocationException">It is.</exception>
    public static void Check(HttpContext context, long limit)
    {
        if (context.Request.ContentLength > limit)
            throw TooLarge(limit);
    }

    /// <summary>The error of a body that is too large.</summary>
    public static InvocationException TooLarge(long limit)
        => new($"stream too large: the body of the request has more than the {limit} bytes that --max-body-size allows");
}
