using Layotto.Components.Crypto.Keys;

namespace Layotto.Components.Crypto.LocalStorage;

/// <summary>
/// <c>crypto.dapr.localstorage</c>: keys from the files of a folder. A key's name is its file's; the file is read at each use, so a
/// change is in force at once.
/// </summary>
public sealed class LocalStorageCryptoProvider : KeyHoldingCryptoProvider
{
    /// <summary>The largest file, in bytes.</summary>
    internal const int MaxBytes = 64 * 1024;

    private string _folder = "";

    /// <inheritdoc/>
    protected override ValueTask OpenAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _folder = LocalStorageSettings.ReadFolder(context.Metadata);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async ValueTask<CryptoKey> FindAsync(string keyName, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!KeyPath.TryFind(_folder, keyName, out var path))
            throw new CryptoKeyNotFoundException();
        var content = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            return CryptoKeyReader.Read(content, FormatOf(keyName));
        }
        catch (ComponentException exception)
        {
            throw new ComponentException($"the key's file can't be used: {exception.Message}");
        }
    }

    // By the name of the file rather than that of what it links to, which a mounted secret makes up.
    private static CryptoKeyFormat FormatOf(string keyName) => Path.GetExtension(keyName).ToUpperInvariant() switch
    {
        ".JSON" => CryptoKeyFormat.Jwk,
        ".PEM" => CryptoKeyFormat.Pem,
        _ => CryptoKeyFormat.Any,
    };

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
            var buffer = new byte[Math.Min(file.Length, MaxBytes) + 1];
            var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length <= MaxBytes
                ? buffer.AsMemory(0, length)
                : throw new ComponentException($"the key's file is larger than {MaxBytes} bytes");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CryptoKeyNotFoundException();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or NotSupportedException)
        {
            throw new ComponentException("the key's file can't be read: this process lacks the permission, or it isn't a regular file", exception);
        }
    }
}
