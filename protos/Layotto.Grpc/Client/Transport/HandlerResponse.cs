using System.Net;
using Grpc.Core;
using Layotto.Grpc.Client.Protocol;

namespace Layotto.Grpc.Client.Transport;

/// <summary>A response of .NET's HTTP client.</summary>
internal sealed class HandlerResponse(HttpResponseMessage response) : CallResponse
{
    public override HttpStatusCode HttpStatus => response.StatusCode;

    public override Stream Body => response.Content.ReadAsStream();

    // HttpClient sorts some names, such as content-type and expires, to the content.
    public override string? FindHeader(string name)
        => response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    public override Metadata ReadHeaders() => ResponseMetadata.FromHeaders(response);

    public override (Status Status, Metadata Trailers) ReadEnd()
    {
        var trailers = response.TrailingHeaders.NonValidated;
        var isCustom = trailers.Count > (trailers.Contains("grpc-message") ? 2 : 1);
        return (ResponseHead.ReadStatus(trailers, response.StatusCode), isCustom ? ResponseMetadata.FromTrailers(response) : Metadata.Empty);
    }

    public override void Complete() => response.Dispose();

    public override void Abandon() => response.Dispose();
}
