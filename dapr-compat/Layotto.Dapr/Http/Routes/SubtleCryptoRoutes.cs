using System.Text.Json;
using Layotto.Components.Crypto;
using Layotto.Components.Crypto.Keys;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Crypto;
using Layotto.Runtime.Errors;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The operations on small messages over HTTP.</summary>
/// <param name="engine">What does the work.</param>
/// <param name="maxBodySize">The most bytes that a body may have.</param>
internal sealed class SubtleCryptoRoutes(CryptoEngine engine, long maxBodySize)
{
    private const string Group = "subtlecrypto";
    private const int MaxDepth = 16;

    private delegate ValueTask<IReadOnlyList<(string Name, object Value)>> Operation(
        string provider, SubtleCryptoBody body, CancellationToken cancellationToken);

    public IEnumerable<HttpRoute> All =>
    [
        Subtle("getkey", "SubtleGetKey", GetKeyAsync),
        Subtle("encrypt", "SubtleEncrypt", EncryptAsync),
        Subtle("decrypt", "SubtleDecrypt", DecryptAsync),
        Subtle("wrapkey", "SubtleWrapKey", WrapKeyAsync),
        Subtle("unwrapkey", "SubtleUnwrapKey", UnwrapKeyAsync),
        Subtle("sign", "SubtleSign", SignAsync),
        Subtle("verify", "SubtleVerify", VerifyAsync),
    ];

    private HttpRoute Subtle(string path, string name, Operation operation)
        => Route(Post, V1Alpha1, $"subtlecrypto/{{name}}/{path}", Group, name, (context, values) => AnswerAsync(context, values[0], operation));

    private async ValueTask<IReadOnlyList<(string Name, object Value)>> GetKeyAsync(
        string provider, SubtleCryptoBody body, CancellationToken cancellationToken)
    {
        engine.RequireProvider(provider);
        var name = body.Text("name");
        var format = body.Choice("format", "PEM", "JSON") switch
        {
            0 => CryptoKeyFormat.Pem,
            1 => CryptoKeyFormat.Jwk,
            _ => throw new ApiException(CommonErrors.BadRequest, ErrorKind.InvalidArgument, "invalid request: invalid key format"),
        };
        return [("name", name), ("publicKey", await engine.GetKeyAsync(provider, name, format, cancellationToken).ConfigureAwait(false))];
    }

    private async ValueTask<IReadOnlyList<(string Name, object Value)>> EncryptAsync(
        string provider, SubtleCryptoBody body, CancellationToken cancellationToken)
    {
        var result = await engine.EncryptAsync(provider, Encryption(body, "plaintext"), cancellationToken).ConfigureAwait(false);
        return [("ciphertext", result.Ciphertext), ("tag", result.Tag)];
    }

    private async ValueTask<IReadOnlyList<(string Name, object Value)>> DecryptAsync(
        string provider, SubtleCryptoBody body, CancellationToken cancellationToken)
        => [("plaintext", await engine.DecryptAsync(provider, Decryption(body, "ciphertext"), cancellationToken).ConfigureAwait(false))];

    private async ValueTask<IReadOnlyList<(string Name, object Value)>> WrapKeyAsync(
        string provider, SubtleCryptoBody body, CancellationToken cancellationToken)
    {
        var result = await engine.WrapKeyAsync(provider, Encryption(body, "plaintextKey"), cancellationToken).ConfigureAwait(false);
        return [("wrappedKey", result.Ciphertext), ("tag", result.Tag)];
    }

    private async ValueTask<IReadOnlyList<(string Name, object Value)>> UnwrapKeyAsync(
        string provider, SubtleCryptoBody body, CancellationToken cancellationToken)
        => [("plaintextKey", await engine.UnwrapKeyAsync(provider, Decryption(body, "wrappedKey"), cancellationToken).ConfigureAwait(false))];

    private async ValueTask<IReadOnlyList<(string Name, object Value)>> SignAsync(
        string provider, SubtleCryptoBody body, CancellationToken cancellationToken)
    {
        var signature = await engine
            .SignAsync(provider, body.Text("keyName"), body.Text("algorithm"), body.Bytes("digest"), cancellationToken)
            .ConfigureAwait(false);
        return [("signature", signature)];
    }

    private async ValueTask<IReadOnlyList<(string Name, object Value)>> VerifyAsync(
        string provider, SubtleCryptoBody body, CancellationToken cancellationToken)
    {
        var valid = await engine
            .VerifyAsync(
                provider, body.Text("keyName"), body.Text("algorithm"), body.Bytes("digest"), body.Bytes("signature"), cancellationToken)
            .ConfigureAwait(false);
        return [("valid", valid)];
    }

    private static CryptoEncryption Encryption(SubtleCryptoBody body, string plaintext)
        => new(body.Text("keyName"), body.Text("algorithm"), body.Bytes(plaintext), body.Bytes("nonce"), body.Bytes("associatedData"));

    private static CryptoDecryption Decryption(SubtleCryptoBody body, string ciphertext) => new(
        body.Text("keyName"), body.Text("algorithm"), body.Bytes(ciphertext), body.Bytes("nonce"), body.Bytes("tag"), body.Bytes("associatedData"));

    private async Task AnswerAsync(HttpContext context, string provider, Operation operation)
    {
        IReadOnlyList<(string Name, object Value)> answer;
        try
        {
            using var body = await RequestBody.ReadAsync(context, maxBodySize).ConfigureAwait(false);
            using var document = body.Memory.IsEmpty
                ? null
                : JsonDocument.Parse(body.Memory, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document is not null && document.RootElement.ValueKind != JsonValueKind.Object)
                throw new JsonException("it isn't a JSON object");
            answer = await operation(provider, new SubtleCryptoBody(document?.RootElement ?? default), context.RequestAborted).ConfigureAwait(false);
        }
        catch (RequestBodyException exception)
        {
            throw new ApiException(CommonErrors.BodyRead, ErrorKind.InvalidArgument, $"failed to read request body: {exception.Message}", exception);
        }
        catch (JsonException exception)
        {
            throw new ApiException(CommonErrors.MalformedRequest, ErrorKind.InvalidArgument, $"failed deserializing HTTP body: {exception.Message}", exception);
        }

        await HttpAnswer.WriteAsync(context, answer, Write).ConfigureAwait(false);
    }

    // As Protobuf's JSON form has it, what is empty or false isn't there.
    private static void Write(Utf8JsonWriter writer, IReadOnlyList<(string Name, object Value)> members)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            if (value is byte[] { Length: > 0 } bytes)
                writer.WriteBase64String(name, bytes);
            else if (value is string { Length: > 0 } text)
                writer.WriteString(name, text);
            else if (value is true)
                writer.WriteBoolean(name, true);
        }

        writer.WriteEndObject();
    }
}
