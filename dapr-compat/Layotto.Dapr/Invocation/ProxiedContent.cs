namespace Layotto.Dapr.Invocation;

/// <summary>The body of a gRPC request that is passed on, byte for byte.</summary>
internal sealed class ProxiedContent : PumpContent
{
    private readonly ProxiedBody _body;

    public ProxiedContent(ProxiedBody body, string contentType)
    {
        _body = body;
        Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    protected override Task PumpAsync(Stream stream, CancellationToken cancellationToken) => _body.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
