using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Runtime.HttpPipelines;

/// <summary>Carries headers between the server's form and the client's, as they are.</summary>
internal static class HttpCallHeaders
{
    /// <summary>Shows headers of a message; those of the same name give way.</summary>
    public static void Copy(HttpHeaders from, IHeaderDictionary to)
    {
        foreach (var (name, values) in from.NonValidated)
            to[name] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
    }

    /// <summary>Gives a message these headers and no others.</summary>
    /// <param name="from">The headers.</param>
    /// <param name="to">Where those of the message go.</param>
    /// <param name="content">Where those of its body go; null where it has none, and then they are left out.</param>
    public static void Replace(IHeaderDictionary from, HttpHeaders to, HttpContentHeaders? content)
    {
        to.Clear();
        content?.Clear();
        foreach (var (name, values) in from)
        {
            if (!to.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                content?.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
    }
}
