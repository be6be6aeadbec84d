namespace Layotto.Dapr.Invocation;

/// <summary>The body of a request as it is passed on over HTTP: each piece leaves as it arrives.</summary>
internal sealed class StreamedContent(InboundBody body) : PumpContent
{
    protected override async Task PumpAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!body.TryRead(out var result))
            {
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                result = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            var end = result.Buffer.End;
            try
            {
                foreach (var segment in result.Buffer)
                    await stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                body.AdvanceTo(end);
            }

            if (result.IsCompleted)
                return;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length ?? 0;
        return body.Length is not null;
    }
}
