using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Grpc.Core;
using Layotto.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Layotto.Grpc.Server;

/// <summary>One call: what its handler sees of it, and how it reads, writes and ends.</summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "A token source without a timer of its own holds nothing, and handlers may keep its token.")]
internal sealed partial class ServerCall(HttpContext http, string method, ServerSettings settings) : ServerCallContext
{
    // Guards the response against the deadline, which ends the call from a timer's thread.
    private readonly Lock _lock = new();
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private Dictionary<object, object>? _userState;
    private AuthContext? _authContext;
    private CompressionLevel? _compression;
    private bool _requestIsGzip;

    public HttpContext HttpContext => http;

    protected override string MethodCore => method;

    protected override string HostCore => http.Request.Host.Value ?? "";

    protected override string PeerCore => PeerAddress.Format(http);

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= RequestMetadata.Read(http.Request.Headers);

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= PeerIdentity.Read(http);

    protected override IDictionary<object, object> UserStateCore => _userState ??= [];

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options)
    {
        options ??= ContextPropagationOptions.Default;
        return new ContextPropagationToken(
            options.IsPropagateDeadline && _deadline != DateTime.MaxValue ? _deadline : null,
            options.IsPropagateCancellation ? CancellationToken : default);
    }

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        lock (_lock)
        {
            if (_ended || _wroteMessage || http.Response.HasStarted)
                throw new InvalidOperationException("The response headers were sent before; they can be sent once, before the first message.");
            ResponseMetadata.Write(http.Response.Headers, responseHeaders);
            if (responseHeaders.GetValue(ResponseMetadata.EncodingRequest) is { } wished)
                ChooseEncoding(wished == MessageEncodings.Gzip ? settings.ResponseCompression ?? CompressionLevel.Fastest : null);
        }

        // Starting the response alone would keep the headers back until the first message.
        return http.Response.BodyWriter.FlushAsync(CancellationToken.None).AsTask();
    }

    /// <summary>Checks the request headers; returns what to refuse the call with, or null to go on.</summary>
    public Status? Begin()
    {
        var headers = http.Request.Headers;
        var response = http.Response;
        response.ContentType = ContentTypes.Grpc;
        if (headers.GrpcEncoding is { Count: > 0 } encoding && encoding != MessageEncodings.Identity)
        {
            if (encoding != MessageEncodings.Gzip)
            {
                response.Headers.GrpcAcceptEncoding = MessageEncodings.Accepted;
                return ServerStatuses.UnknownEncoding(encoding.ToString());
            }

            _requestIsGzip = true;
            response.Headers.GrpcAcceptEncoding = MessageEncodings.Accepted;
        }

        if (RequestMetadata.FindMalformed(headers) is { } malformed)
            return RequestMetadata.MalformedBinary(malformed);
        if (settings.ResponseCompression is { } level)
            ChooseEncoding(level);
        return headers.GrpcTimeout is { Count: > 0 } timeout ? BeginDeadline(timeout.ToString()) : null;
    }

    private void ChooseEncoding(CompressionLevel? level)
    {
        _compression = level is not null && MessageEncodings.AcceptsGzip(http.Request.Headers.GrpcAcceptEncoding) ? level : null;
        http.Response.Headers.GrpcEncoding = _compression is null ? default : MessageEncodings.Gzip;
    }
}
