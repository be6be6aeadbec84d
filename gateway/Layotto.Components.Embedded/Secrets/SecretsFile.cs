using System.Text.Json;

namespace Layotto.Components.Embedded.Secrets;

/// <summary>Reads the file of <c>secretstores.local.file</c> within bounds. What the file says never gets into an error, only where.</summary>
internal static class SecretsFile
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>How deep objects and arrays may nest.</summary>
    public const int MaxDepth = 32;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the secrets.</summary>
    /// <exception cref="ComponentException">The file can't be read, is too large, or isn't a JSON object; the message names file and line.</exception>
    public static async ValueTask<Dictionary<string, IReadOnlyDictionary<string, string>>> LoadAsync(
        LocalFileSecretSettings settings, CancellationToken cancellationToken)
    {
        var content = await ReadAsync(settings.Path, cancellationToken);
        if (content.Span.StartsWith(ByteOrderMark))
            content = content[ByteOrderMark.Length..];
        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ComponentException($"The secrets file {settings.Path} must hold a JSON object with the secrets as its members.");
            return new SecretFlattener(settings).Flatten(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new ComponentException(
                $"The secrets file {settings.Path} isn't valid JSON, or nests deeper than {MaxDepth} levels: see "
                    + $"line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}.");
        }
        catch (InvalidOperationException)
        {
            throw new ComponentException($"The secrets file {settings.Path} has a string that isn't valid Unicode.");
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.Asynchronous);

            // A pipe has no length, and a file that the kernel makes up says 0. One byte more than allowed tells one that is too large.
            var expected = file is { CanSeek: true, Length: > 0 and < MaxBytes } ? (int)file.Length : MaxBytes;
            var buffer = new byte[expected + 1];
            var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (length > MaxBytes)
                throw new ComponentException($"The secrets file {path} is larger than {MaxBytes} bytes.");
            return buffer.AsMemory(0, length);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ComponentException($"The secrets file {path} doesn't exist; set \"secretsFile\" to the path of a JSON file.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ComponentException($"The secrets file {path} can't be read: it is a folder, or this process has no permission to read it.", exception);
        }
        catch (IOException exception)
        {
            throw new ComponentException($"The secrets file {path} can't be read: {exception.Message}", exception);
        }
    }
}
