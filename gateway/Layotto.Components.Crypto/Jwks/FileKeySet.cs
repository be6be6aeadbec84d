using Microsoft.Extensions.Logging;

namespace Layotto.Components.Crypto.Jwks;

/// <summary>
/// A set in a file. Whether the file is still the same one is looked at at each use: that misses nothing, costs a system call, and also
/// works where a folder is swapped whole by a link, as Kubernetes does. A file that can't be used leaves the old set in force.
/// </summary>
internal sealed class FileKeySet(string path, ILogger logger) : IKeySetSource
{
    private readonly Lock _reading = new();
    private volatile Loaded? _loaded;

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var state = State();
        try
        {
            _loaded = new Loaded(Read(), state);
        }
        catch (ComponentException exception)
        {
            throw new ComponentException($"The file {path} of the metadata key \"jwks\" can't be used: {exception.Message}.");
        }

        return ValueTask.CompletedTask;
    }

    public KeySet Current()
    {
        var loaded = _loaded!;
        return State() == loaded.State ? loaded.Keys : Reload();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private KeySet Reload()
    {
        lock (_reading)
        {
            var (loaded, state) = (_loaded!, State());
            if (state == loaded.State)
                return loaded.Keys;
            var keys = loaded.Keys;
            try
            {
                keys = Read();
                logger.LogInformation("The JSON Web Key Set {Path} has changed and was read anew; it has {Count} keys", path, keys.Count);
            }
            catch (ComponentException exception)
            {
                logger.LogError("The JSON Web Key Set {Path} has changed and can't be used, so the old one stays in force: {Reason}", path, exception.Message);
            }

            _loaded = new Loaded(keys, state);
            return keys;
        }
    }

    private KeySet Read()
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var buffer = new byte[Math.Min(file.Length, KeySet.MaxBytes) + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= KeySet.MaxBytes
                ? KeySet.Read(buffer.AsMemory(0, length), logger)
                : throw new ComponentException($"it is larger than {KeySet.MaxBytes} bytes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ComponentException("it can't be read", exception);
        }
    }

    // Of what the path leads to, links followed.
    private FileState State()
    {
        try
        {
            var file = new FileInfo(RealPath.Resolve(path));
            return file.Exists ? new FileState(file.FullName, file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ComponentException)
        {
            return default;
        }
    }

    private readonly record struct FileState(string? Target, DateTime Written, long Length);

    private sealed record Loaded(KeySet Keys, FileState State);
}
