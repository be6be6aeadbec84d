using System.Net;

namespace Layotto.Dapr.Apps;

/// <summary>The body of an answer whose call holds something until the body is at its end or given up.</summary>
/// <param name="inner">The body.</param>
/// <param name="release">Called once, at the end.</param>
internal sealed class HeldContent(HttpContent inner, Action release) : HttpContent
{
    private Action? _release = release;

    /// <summary>Puts itself in the place of a response's content.</summary>
    public static void Hold(HttpResponseMessage response, Action release)
    {
        var held = new HeldContent(response.Content, release);
        foreach (var (name, values) in response.Content.Headers.NonValidated)
        {
            foreach (var value in values)
                held.Headers.TryAddWithoutValidation(name, value);
        }

        response.Content = held;
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => inner.ReadAsStream(cancellationToken);

    protected override Task<Stream> CreateContentReadStreamAsync() => inner.ReadAsStreamAsync();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => inner.CopyToAsync(stream, context);

    // What the app has announced is among the headers; nothing is computed.
    protected override bool TryComputeLength(out long length)
    {
        length = inner.Headers.ContentLength ?? 0;
        return inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            Interlocked.Exchange(ref _release, null)?.Invoke();
        }

        base.Dispose(disposing);
    }
}
