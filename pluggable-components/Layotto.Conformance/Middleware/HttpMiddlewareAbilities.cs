namespace Layotto.Conformance.Middleware;

/// <summary>What an HTTP middleware can be declared to do.</summary>
public static class HttpMiddlewareAbilities
{
    /// <summary>
    /// It sends a browser to a provider that lets it in without asking anything, and knows it by its cookies from then on. The browser of
    /// the cases calls the gateway <c>http://localhost/</c>.
    /// </summary>
    public const string SignsIn = "signs-in";

    /// <summary>It looks at what is in the headers that a request needs: whose value isn't the right one doesn't pass.</summary>
    public const string Verifies = "verifies";

    /// <summary>The headers that it adds take the place of those that the caller sent.</summary>
    public const string Overrides = "overrides";
}
