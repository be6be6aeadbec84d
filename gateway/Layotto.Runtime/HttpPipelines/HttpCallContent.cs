namespace Layotto.Runtime.HttpPipelines;

/// <summary>A request's body as middleware has made it. Its disposal is that of the body it was made of, too.</summary>
internal sealed class HttpCallContent(Stream body, HttpContent? original) : StreamContent(body)
{
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            original?.Dispose();
    }
}
