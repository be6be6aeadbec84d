using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Layotto.Grpc.Client.Connections;
using Layotto.Grpc.Client.Protocol;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Transport;

/// <summary>Makes the HTTP requests of a channel's calls.</summary>
internal sealed class RequestFactory(ChannelTarget target, bool isSecure, GrpcChannelOptions options)
{
    // Method names may come from outside when calls are passed on, so not every one of them is kept.
    private const int MaxCachedAddresses = 1024;

    // The path of a call is the method's name as it is, whatever a URL would make of it.
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private static readonly MediaTypeHeaderValue GrpcContentType = new(ContentTypes.Grpc);

    private readonly ConcurrentDictionary<string, Uri> _addresses = new();
    private readonly string _base = (isSecure ? "https://" : "http://") + target.Authority;
    private readonly string _userAgent = UserAgent.Of(options);

    /// <summary>Makes a request.</summary>
    /// <exception cref="RpcException">The method's name or the authority has characters that HTTP can't carry.</exception>
    public HttpRequestMessage Create(IMethod method, string? host, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(method.FullName))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = GrpcContentType;
        if ((host ?? options.Authority) is { } authority)
            request.Headers.TryAddWithoutValidation("Host", RequestMetadata.RequireVisible(authority, "The authority"));
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        request.Headers.TryAddWithoutValidation("grpc-accept-encoding", MessageEncodings.Accepted);
        return request;
    }

    /// <summary>Makes a request whose headers are its maker's business.</summary>
    /// <exception cref="RpcException">The path has characters that HTTP can't carry.</exception>
    public HttpRequestMessage CreateRaw(string path, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        return request;
    }

    private Uri AddressOf(string path)
    {
        if (_addresses.TryGetValue(path, out var known))
            return known;
        var address = new Uri(_base + RequestMetadata.RequireVisible(path, "The method's name"), in Verbatim);
        if (_addresses.Count < MaxCachedAddresses)
            _addresses.TryAdd(path, address);
        return address;
    }
}
