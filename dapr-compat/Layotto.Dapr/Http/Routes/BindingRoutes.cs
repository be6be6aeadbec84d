using System.Text.Json;
using Layotto.Components.Bindings;
using Layotto.Dapr.Http.Routing;
using Layotto.Dapr.Tracing;
using Layotto.Runtime.Bindings;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The bindings API over HTTP.</summary>
internal sealed class BindingRoutes(BindingEngine engine, long maxBodySize, Tracer tracer)
{
    private const string Group = "bindings";

    public IEnumerable<HttpRoute> All => [Route(PostOrPut, V1, "bindings/{name}", Group, "InvokeBinding", InvokeAsync)];

    private async Task InvokeAsync(HttpContext context, string[] values)
    {
        using var body = await ReadBodyAsync(context).ConfigureAwait(false);
        BindingRequest request;
        try
        {
            (request, var metadata) = BindingRequestReader.Read(body.Memory);
            TraceMetadata.Add(context.Request, tracer, metadata);
        }
        catch (JsonException exception)
        {
            throw new ApiException(
                CommonErrors.MalformedRequest, ErrorKind.InvalidArgument, $"failed deserializing HTTP body: {exception.Message}", exception);
        }

        try
        {
            var response = await engine.InvokeAsync(values[0], request, context.RequestAborted).ConfigureAwait(false);
            if (response is null)
            {
                HttpAnswer.Empty(context);
                return;
            }

            HttpAnswer.Metadata(context, response.Metadata);
            await HttpAnswer.DataAsync(context, StatusCodes.Status200OK, response.Data).ConfigureAwait(false);
        }
        catch (ApiException exception) when (exception.InnerException is BindingException failure)
        {
            // What a binding knows of its failure goes to the caller, too.
            HttpAnswer.Metadata(context, failure.ResponseMetadata);
            throw;
        }
    }

    private async ValueTask<RequestBody> ReadBodyAsync(HttpContext context)
    {
        try
        {
            return await RequestBody.ReadAsync(context, maxBodySize).ConfigureAwait(false);
        }
        catch (RequestBodyException exception)
        {
            throw new ApiException(
                CommonErrors.MalformedRequest, ErrorKind.InvalidArgument, $"failed deserializing HTTP body: {exception.Message}", exception);
        }
    }
}
