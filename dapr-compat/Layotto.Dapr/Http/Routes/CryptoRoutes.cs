using Layotto.Components.Metadata;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Crypto;
using Layotto.Runtime.Errors;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The crypto API over HTTP.</summary>
/// <param name="engine">What does the work.</param>
/// <param name="maxBodySize">The most bytes that a body may have.</param>
internal sealed class CryptoRoutes(CryptoEngine engine, long maxBodySize)
{
    private const string Group = "crypto";
    private const string KeyName = "dapr-key-name";
    private const string KeyWrapAlgorithm = "dapr-key-wrap-algorithm";
    private const string OmitDecryptionKeyName = "dapr-omit-decryption-key-name";
    private const string DecryptionKeyName = "dapr-decryption-key-name";
    private const string DataEncryptionCipher = "dapr-data-encryption-cipher";

    public IEnumerable<HttpRoute> All =>
    [
        Route(Put, V1Alpha1, "crypto/{name}/encrypt", Group, "Encrypt", EncryptAsync),
        Route(Put, V1Alpha1, "crypto/{name}/decrypt", Group, "Decrypt", DecryptAsync),
    ];

    private async Task EncryptAsync(HttpContext context, string[] values)
    {
        engine.RequireProvider(values[0]);
        var options = new EncryptionOptions(Required(context, KeyName), Required(context, KeyWrapAlgorithm))
        {
            DataEncryptionCipher = Header(context, DataEncryptionCipher),
            OmitDecryptionKeyName = Truth.IsTruthy(Header(context, OmitDecryptionKeyName)),
            DecryptionKeyName = Header(context, DecryptionKeyName),
        };
        await using var sink = new CryptoResponse(context);
        await engine.EncryptAsync(values[0], options, new CryptoRequest(context, maxBodySize), sink, context.RequestAborted).ConfigureAwait(false);
        await sink.CompleteAsync().ConfigureAwait(false);
    }

    private async Task DecryptAsync(HttpContext context, string[] values)
    {
        await using var sink = new CryptoResponse(context);
        await engine
            .DecryptAsync(values[0], Header(context, KeyName), new CryptoRequest(context, maxBodySize), sink, context.RequestAborted)
            .ConfigureAwait(false);
        await sink.CompleteAsync().ConfigureAwait(false);
    }

    private static string Required(HttpContext context, string name)
    {
        var value = Header(context, name);
        return value.Length > 0
            ? value
            : throw new ApiException(CommonErrors.BadRequest, ErrorKind.InvalidArgument, $"invalid request: missing header '{name}'");
    }

    private static string Header(HttpContext context, string name)
        => context.Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] ?? "" : "";
}
