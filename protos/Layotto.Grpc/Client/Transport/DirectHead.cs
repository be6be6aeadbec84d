using Layotto.Grpc.Client.Calls;
using Layotto.Grpc.Client.Protocol;
using Layotto.Grpc.Protocol;
using Layotto.Http.Http2;

namespace Layotto.Grpc.Client.Transport;

/// <summary>The head of a call's request.</summary>
internal sealed class DirectHead : IHttp2RequestHead
{
    private readonly ClientCall _call;
    private readonly string _userAgent;

    /// <summary>Takes the head of a call.</summary>
    /// <exception cref="global::Grpc.Core.RpcException">It has something that HTTP can't carry.</exception>
    public DirectHead(ClientCall call, string? authority, string userAgent)
    {
        _call = call;
        _userAgent = userAgent;
        Authority = authority;
        RequestMetadata.RequireVisible(Path, "The method's name");
        if (authority is not null)
            RequestMetadata.RequireVisible(authority, "The authority");
        if (call.Headers is { Count: > 0 } headers)
            RequestMetadata.RequireSendable(headers);
    }

    public string Method => "POST";

    public string Path => _call.Method.FullName;

    public string? Authority { get; }

    public void AddHeaders(Http2HeadWriter writer)
    {
        var headers = _call.Headers;
        writer.Add("te", "trailers");
        writer.Add("content-type", ContentTypes.Grpc);
        if (headers?.Get("user-agent") is null)
            writer.Add("user-agent", _userAgent); // A call that is passed on keeps its own.
        writer.Add("grpc-accept-encoding", MessageEncodings.Accepted);
        if (_call.Compresses)
            writer.Add("grpc-encoding", MessageEncodings.Gzip);
        if (_call.Timeout is { } timeout)
            writer.Add("grpc-timeout", TimeoutHeader.Format(timeout));
        if (headers is { Count: > 0 })
            RequestMetadata.Write(headers, writer);
    }
}
