using Google.Protobuf;
using Grpc.Core;
using Layotto.Components.Bindings;
using Layotto.Dapr.Http;
using Layotto.Dapr.Tracing;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Telemetry;

namespace Layotto.Dapr.Grpc;

/// <content>The bindings API.</content>
public sealed partial class DaprService
{
    /// <inheritdoc/>
    public override async Task<InvokeBindingResponse> InvokeBinding(InvokeBindingRequest request, ServerCallContext context)
    {
        var metadata = new Dictionary<string, string>(request.Metadata, StringComparer.Ordinal);
        TraceHeaders.Ensure(context.GetHttpContext().Request.Headers, services.Tracer);
        TraceMetadata.Add(context.RequestHeaders, metadata);
        try
        {
            var invocation = new BindingRequest(request.Operation, request.Data.Memory, metadata);
            var answer = await services.Bindings.InvokeAsync(request.Name, invocation, context.CancellationToken).ConfigureAwait(false);
            if (answer is null)
                return new InvokeBindingResponse();
            await WriteMetadataAsync(context, answer.Metadata).ConfigureAwait(false);
            var response = new InvokeBindingResponse { Data = UnsafeByteOperations.UnsafeWrap(answer.Data) };
            foreach (var (key, value) in answer.Metadata)
                response.Metadata[key] = value;
            return response;
        }
        catch (ApiException exception) when (exception.InnerException is BindingException failure)
        {
            // What a binding knows of its failure goes to the caller, too.
            await WriteMetadataAsync(context, failure.ResponseMetadata).ConfigureAwait(false);
            throw;
        }
    }

    private static Task WriteMetadataAsync(ServerCallContext context, IReadOnlyDictionary<string, string> metadata)
    {
        var headers = new Metadata();
        foreach (var (key, value) in metadata)
        {
            var name = $"metadata.{key.ToLowerInvariant()}";
            if (HttpAnswer.IsHeader(name, value) && !name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
                headers.Add(name, value);
        }

        return headers.Count == 0 ? Task.CompletedTask : context.WriteResponseHeadersAsync(headers);
    }
}
