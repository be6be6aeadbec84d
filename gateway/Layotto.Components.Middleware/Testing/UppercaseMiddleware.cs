using Layotto.Components.HttpMiddleware;
using Layotto.Components.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Components.Middleware.Testing;

/// <summary><c>middleware.http.uppercase</c>: turns bodies into capitals, to try pipelines out. daprd has it too.</summary>
public sealed class UppercaseMiddleware : IHttpMiddleware
{
    private const string Request = "request";
    private const string Response = "response";
    private const string Both = "both";

    private static readonly MetadataField<string> Direction = MetadataField.Text("direction", "Which bodies are changed.", Request)
        with { AllowedValues = [Request, Response, Both] };

    private bool _changesRequest;
    private bool _changesResponse;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(Direction);

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var direction = Direction.Read(context.Metadata);
        _changesRequest = !direction.Equals(Response, StringComparison.OrdinalIgnoreCase);
        _changesResponse = !direction.Equals(Request, StringComparison.OrdinalIgnoreCase);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_changesRequest)
        {
            // The capital of a character may have another length, so none can be announced. Without a body there is nothing to take back.
            if (context.Request.ContentLength is not 0)
                context.Request.ContentLength = null;
            context.Request.Body = new UppercaseReadStream(context.Request.Body);
        }

        return _changesResponse ? ChangeResponseAsync(context, next) : next(context);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task ChangeResponseAsync(HttpContext context, RequestDelegate next)
    {
        var plain = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var capitals = new UppercaseWriteStream(context.Response, plain.Stream);
        var body = new StreamResponseBodyFeature(capitals, plain);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(context).ConfigureAwait(false);

            // What was written into the pipe without a flush, and what is left of a character.
            if (HasWritten(body))
                await body.Writer.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            await capitals.EndAsync(context.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            context.Features.Set(plain);
        }
    }

    private static bool HasWritten(StreamResponseBodyFeature body) => body.Writer is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 };
}
