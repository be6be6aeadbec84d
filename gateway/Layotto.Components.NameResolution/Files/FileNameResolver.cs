using Layotto.Components.Metadata;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.NameResolution.Files;

/// <summary>
/// <c>nameresolution.file</c>: a file says where the sidecars of the apps are. It is read again when it has changed; a file that is
/// broken, or gone, leaves what was known before in force.
/// </summary>
public sealed class FileNameResolver : INameResolver
{
    private static readonly MetadataField<string> PathField = MetadataField.Text(
        "path", "The file: a JSON object, or lines \"app: host:port\".") with
    {
        IsRequired = true,
        Example = "sidecars.yaml",
    };

    private static readonly MetadataField<TimeSpan> IntervalField = MetadataField.Duration(
        "checkInterval", "How often to look whether the file has changed.", TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100));

    private readonly Lock _reloading = new();
    private string _path = "";
    private ILogger? _logger;
    private ITimer? _timer;
    private Dictionary<string, string[]>? _apps;
    private (DateTime Time, long Length)? _seen;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(PathField, IntervalField);

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _path = Path.GetFullPath(PathField.Read(context.Metadata));
        var interval = IntervalField.Read(context.Metadata);
        if (interval > TimeSpan.FromDays(1))
            throw new MetadataException(IntervalField.Name, "The metadata key \"checkInterval\" must be at most 24h.");
        _logger = context.Logger;
        _seen = Look();
        _apps = Read();
        _timer = context.TimeProvider.CreateTimer(static self => ((FileNameResolver)self!).ReloadIfChanged(), this, interval, interval);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>What the file says of <c>app id.namespace</c> goes before what it says of the app id alone.</remarks>
    public ValueTask<IReadOnlyList<string>> ResolveAsync(NameResolutionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var apps = Volatile.Read(ref _apps) ?? throw new InvalidOperationException("The component has to be initialised before it is used.");
        if ((request.Namespace.Length == 0 || !apps.TryGetValue($"{request.AppId}.{request.Namespace}", out var texts))
            && !apps.TryGetValue(request.AppId, out texts))
        {
            throw new ComponentException($"The file {_path} has no address of the app {request.AppId}; add a line \"{request.AppId}: host:port\".");
        }

        var addresses = new string[texts.Length];
        for (var index = 0; index < texts.Length; index++)
        {
            if (!SidecarAddress.TryParse(texts[index], request.Port, out addresses[index]))
                throw new ComponentException($"The file {_path} has the address \"{texts[index]}\" of the app {request.AppId}, without a port; add one.");
        }

        return new ValueTask<IReadOnlyList<string>>(addresses);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private void ReloadIfChanged()
    {
        lock (_reloading)
        {
            var now = Look();
            if (now == _seen)
                return;
            _seen = now;
            try
            {
                var apps = Read();
                if (apps.Count == 0)
                    throw new ComponentException($"The file {_path} of sidecars is empty, as it is while somebody writes it.");
                Volatile.Write(ref _apps, apps);
                _logger?.LogInformation("The file {Path} has been read again; it has the addresses of {Count} apps.", _path, apps.Count);
            }
            catch (ComponentException exception)
            {
                _logger?.LogWarning("{Reason} What it said before stays in force.", exception.Message);
            }
        }
    }

    // By an open file, so that it is the file itself that is looked at where the path is a link. Null when it can't be opened.
    private (DateTime Time, long Length)? Look()
    {
        try
        {
            using var file = File.OpenHandle(_path, share: FileShare.ReadWrite | FileShare.Delete);
            return (File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    private Dictionary<string, string[]> Read()
    {
        try
        {
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var buffer = new byte[AddressFile.MaxBytes + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length > AddressFile.MaxBytes
                ? throw new ComponentException($"The file {_path} of sidecars is larger than {AddressFile.MaxBytes} bytes.")
                : AddressFile.Parse(buffer.AsSpan(0, length));
        }
        catch (FormatException exception)
        {
            throw new ComponentException($"The file {_path} of sidecars is wrong: {exception.Message}.", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ComponentException($"The file {_path} of sidecars doesn't exist; set \"path\" to one that does.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"The file {_path} of sidecars can't be read: {exception.Message}", exception);
        }
    }
}
