using System.Text.Json;
using Layotto.Components.Configuration;

namespace Layotto.Components.Embedded.Configuration;

/// <summary>
/// Reads the file of <c>configuration.local.file</c>: a JSON object whose members are the items. An item is its value, or an object with
/// <c>value</c> and, where wanted, <c>version</c> and <c>metadata</c>.
/// </summary>
internal static class ConfigurationFile
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = 8,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="ComponentException">It can't be read, or is too large.</exception>
    public static async ValueTask<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
            var expected = file is { CanSeek: true, Length: > 0 and < MaxBytes } ? (int)file.Length : MaxBytes;
            var buffer = new byte[expected + 1];
            var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length <= MaxBytes
                ? buffer[..length]
                : throw new ComponentException($"The configuration file {path} is larger than {MaxBytes} bytes.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ComponentException($"The configuration file {path} doesn't exist; set \"path\" to the path of a JSON file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"The configuration file {path} can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Makes items of a file's bytes.</summary>
    /// <exception cref="ComponentException">It isn't what it should be; the message names the place.</exception>
    public static Dictionary<string, ConfigurationItem> Parse(string path, ReadOnlyMemory<byte> content)
    {
        if (content.Span.StartsWith(ByteOrderMark))
            content = content[ByteOrderMark.Length..];
        try
        {
            using var document = JsonDocument.Parse(content, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Wrong(path, "it must hold a JSON object with the items as its members");
            var items = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!items.TryAdd(member.Name, Item(path, member.Name, member.Value)))
                    throw Wrong(path, $"it has the item \"{member.Name}\" twice");
            }

            return items;
        }
        catch (JsonException exception)
        {
            throw Wrong(path, $"it isn't JSON: see line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(path, "it has a string that isn't valid Unicode");
        }
    }

    private static ConfigurationItem Item(string path, string key, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return new ConfigurationItem { Value = Text(path, key, element) };
        string? value = null;
        var version = "";
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            switch (member.Name)
            {
                case "value":
                    value = Text(path, key, member.Value);
                    break;
                case "version":
                    version = Text(path, $"{key}.version", member.Value);
                    break;
                case "metadata" when member.Value.ValueKind == JsonValueKind.Object:
                    foreach (var fact in member.Value.EnumerateObject())
                        metadata[fact.Name] = Text(path, $"{key}.metadata.{fact.Name}", fact.Value);
                    break;
                default:
                    throw Wrong(path, $"the item \"{key}\" has \"{member.Name}\"; an item has \"value\", \"version\" and an object \"metadata\"");
            }
        }

        return value is null
            ? throw Wrong(path, $"the item \"{key}\" has no \"value\"")
            : new ConfigurationItem { Value = value, Version = version, Metadata = metadata };
    }

    private static string Text(string path, string name, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => throw Wrong(path, $"\"{name}\" must be a text, a number, true or false"),
    };

    private static ComponentException Wrong(string path, string reason) => new($"The configuration file {path} can't be used: {reason}.");
}
