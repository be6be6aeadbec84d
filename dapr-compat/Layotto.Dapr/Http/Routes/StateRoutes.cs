using System.Text.Json;
using Layotto.Components.State;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Errors;
using Layotto.Runtime.State;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The state API over HTTP.</summary>
/// <param name="engine">What does the work.</param>
/// <param name="maxBodySize">The most bytes that a body may have.</param>
internal sealed class StateRoutes(StateEngine engine, long maxBodySize)
{
    private const string Group = "state";

    public IEnumerable<HttpRoute> All =>
    [
        Route(Get, V1, "state/{storeName}/{key}", Group, "GetState", GetAsync),
        Route(PostOrPut, V1, "state/{storeName}", Group, "SaveState", SaveAsync),
        Route(Delete, V1, "state/{storeName}/{key}", Group, "DeleteState", DeleteAsync),
        Route(PostOrPut, V1, "state/{storeName}/bulk", Group, "GetBulkState", GetManyAsync),
        Route(PostOrPut, V1, "state/{storeName}/transaction", Group, "ExecuteStateTransaction", TransactAsync),
        Route(PostOrPut, V1Alpha1, "state/{storeName}/query", Group, "QueryStateAlpha1", QueryAsync),
    ];

    private Task GetAsync(HttpContext context, string[] values)
    {
        var pending = engine.GetAsync(
            values[0],
            values[1],
            ReadConsistency(context.Request),
            RequestMetadata.Of(context.Request),
            context.RequestAborted);
        return pending.IsCompletedSuccessfully ? AnswerValueAsync(context, pending.Result) : AwaitValueAsync(context, pending);
    }

    private static async Task AwaitValueAsync(HttpContext context, ValueTask<StateValue?> pending)
        => await AnswerValueAsync(context, await pending.ConfigureAwait(false)).ConfigureAwait(false);

    private static Task AnswerValueAsync(HttpContext context, StateValue? value)
    {
        if (value is null)
        {
            HttpAnswer.Empty(context);
            return Task.CompletedTask;
        }

        if (value.ETag is not null)
            context.Response.Headers.ETag = value.ETag;
        if (value.Metadata.Count > 0)
            HttpAnswer.Metadata(context, value.Metadata);
        return HttpAnswer.DataAsync(context, StatusCodes.Status200OK, value.Data);
    }

    private async Task SaveAsync(HttpContext context, string[] values)
    {
        engine.RequireStore(values[0]);
        using var body = await ReadBodyAsync(context).ConfigureAwait(false);
        List<StateItem> items;
        try
        {
            items = StateRequestReader.ReadItems(body.Memory, RequestMetadata.Of(context.Request));
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }

        if (items.Exists(item => item.Key.Length == 0))
            throw new ApiException(CommonErrors.MalformedRequest, ErrorKind.InvalidArgument, "\"key\" is a required field");
        await engine.SaveAsync(values[0], Plain(values[0], items), context.RequestAborted).ConfigureAwait(false);
        HttpAnswer.Empty(context);
    }

    private async Task DeleteAsync(HttpContext context, string[] values)
    {
        var request = context.Request;
        StateConcurrency concurrency;
        try
        {
            concurrency = StateOptionNames.Concurrency(RequestMetadata.Parameter(request, "concurrency"));
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }

        // An If-Match header counts even when it is empty.
        var etag = request.Headers.TryGetValue("If-Match", out var match) ? match.ToString() : null;
        var item = new StateItem(values[1], default, etag, concurrency, WriteConsistency(request), RequestMetadata.Of(request));
        await engine.DeleteAsync(values[0], item, context.RequestAborted).ConfigureAwait(false);
        HttpAnswer.Empty(context);
    }

    private async Task GetManyAsync(HttpContext context, string[] values)
    {
        engine.RequireStore(values[0]);
        using var body = await ReadBodyAsync(context).ConfigureAwait(false);
        StateBulkRequest request;
        try
        {
            request = StateRequestReader.ReadBulk(body.Memory);
        }
        catch (JsonException exception)
        {
            throw Malformed(exception, "failed deserializing HTTP body: ");
        }

        var metadata = RequestMetadata.Merge(request.Metadata, RequestMetadata.Of(context.Request));
        var items = await engine.GetManyAsync(values[0], request.Keys, request.Parallelism, metadata, context.RequestAborted).ConfigureAwait(false);
        await HttpAnswer.WriteAsync(context, items, StateAnswerWriter.WriteBulk).ConfigureAwait(false);
    }

    private async Task TransactAsync(HttpContext context, string[] values)
    {
        engine.RequireTransactions(values[0]);
        using var body = await ReadBodyAsync(context).ConfigureAwait(false);
        StateTransactionRequest request;
        try
        {
            request = StateRequestReader.ReadTransaction(body.Memory, RequestMetadata.Of(context.Request));
        }
        catch (JsonException exception)
        {
            throw Malformed(exception, "failed deserializing HTTP body: ");
        }

        var operations = request.Operations.ConvertAll(operation => operation with { Item = Plain(values[0], operation.Item with { IsJsonText = true }) });
        await engine.TransactAsync(values[0], operations, request.Metadata, TraceHeaders.Read(context.Request.Headers), context.RequestAborted).ConfigureAwait(false);
        HttpAnswer.Empty(context);
    }

    private async Task QueryAsync(HttpContext context, string[] values)
    {
        using var body = await ReadBodyAsync(context, CommonErrors.BodyRead).ConfigureAwait(false);
        var page = await engine.QueryAsync(values[0], body.Memory, RequestMetadata.Of(context.Request), context.RequestAborted).ConfigureAwait(false);
        if (page.Items.Count == 0)
            HttpAnswer.Empty(context);
        else
            await HttpAnswer.WriteAsync(context, page, StateAnswerWriter.WriteQuery).ConfigureAwait(false);
    }

    // A store that encrypts gets a JSON string's characters rather than its JSON form, and gives the same back: that is what Dapr does.
    private List<StateItem> Plain(string storeName, List<StateItem> items)
        => engine.IsEncrypted(storeName) ? items.ConvertAll(item => Plain(storeName, item)) : items;

    private StateItem Plain(string storeName, StateItem item)
    {
        if (!engine.IsEncrypted(storeName) || item.Value.Length < 2 || item.Value.Span[0] != (byte)'"')
            return item;
        try
        {
            return item with { Value = StateRequestReader.ReadString(item.Value) };
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }
    }

    // A read takes any consistency, as Dapr's does: one that it doesn't know is none.
    private static StateConsistency ReadConsistency(HttpRequest request) => RequestMetadata.Parameter(request, "consistency") switch
    {
        "strong" => StateConsistency.Strong,
        "eventual" => StateConsistency.Eventual,
        _ => StateConsistency.Unspecified,
    };

    private static StateConsistency WriteConsistency(HttpRequest request)
    {
        try
        {
            return StateOptionNames.Consistency(RequestMetadata.Parameter(request, "consistency"));
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }
    }

    private ValueTask<RequestBody> ReadBodyAsync(HttpContext context) => ReadBodyAsync(context, CommonErrors.MalformedRequest);

    private async ValueTask<RequestBody> ReadBodyAsync(HttpContext context, ErrorCode code)
    {
        try
        {
            return await RequestBody.ReadAsync(context, maxBodySize).ConfigureAwait(false);
        }
        catch (RequestBodyException exception)
        {
            throw new ApiException(code, ErrorKind.InvalidArgument, $"failed to read request body: {exception.Message}", exception);
        }
    }

    private static ApiException Malformed(JsonException exception, string prefix = "")
        => new(CommonErrors.MalformedRequest, ErrorKind.InvalidArgument, prefix + exception.Message, exception);
}
