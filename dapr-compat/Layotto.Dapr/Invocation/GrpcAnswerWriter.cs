using Google.Protobuf;
using Layotto.Protos.Dapr.Internals.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>Answers a client of the HTTP API with what a gRPC app said.</summary>
internal static class GrpcAnswerWriter
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default);

    /// <summary>Writes an answer.</summary>
    /// <param name="target">The response.</param>
    /// <param name="status">How the call ended.</param>
    /// <param name="headers">The app's metadata; bytes are base64 and are left out.</param>
    /// <param name="contentType">The type of the data.</param>
    /// <param name="data">The data of a call that went well.</param>
    public static async Task WriteAsync(
        HttpResponse target,
        Status status,
        IEnumerable<KeyValuePair<string, string>> headers,
        string contentType,
        ReadOnlyMemory<byte> data)
    {
        target.StatusCode = GrpcStatusCodes.ToHttp(status.Code);
        var own = AnswerTrace.Of(target.Headers);
        foreach (var (name, value) in headers)
        {
            if (name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase)
                || name.Equals(InvocationHeaders.ContentType, StringComparison.OrdinalIgnoreCase)
                || name.Equals(InvocationHeaders.ContentLength, StringComparison.OrdinalIgnoreCase)
                || HopByHop.Contains(name)
                || own.Replaces(name)
                || !HeaderText.IsHeader(name, value))
            {
                continue;
            }

            var header = GrpcMetadata.ToHttpName(name);
            target.Headers[header] = StringValues.Concat(target.Headers[header], value);
        }

        if (status.Code != 0)
        {
            contentType = "application/json";
            data = System.Text.Encoding.UTF8.GetBytes(Text(status));
        }

        if (contentType.Length > 0)
            target.Headers.ContentType = contentType;
        if (!AppResponse.HasBody(target.HttpContext.Request.Method, target.StatusCode))
            return;
        target.ContentLength = data.Length;
        await target.BodyWriter.WriteAsync(data, target.HttpContext.RequestAborted).ConfigureAwait(false);
    }

    // A detail of a type that isn't known here can't be written as JSON, and isn't worth the answer.
    private static string Text(Status status)
    {
        try
        {
            return Json.Format(status);
        }
        catch (InvalidOperationException)
        {
            return Json.Format(new Status { Code = status.Code, Message = status.Message });
        }
    }
}
