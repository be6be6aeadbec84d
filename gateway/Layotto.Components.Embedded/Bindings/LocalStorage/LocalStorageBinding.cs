using System.Text.Json;
using Layotto.Components.Bindings;
using Layotto.Components.Metadata;

namespace Layotto.Components.Embedded.Bindings.LocalStorage;

/// <summary><c>bindings.localstorage</c>: files in a folder of this machine, which no file name leads out of.</summary>
public sealed class LocalStorageBinding : IOutputBinding
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxFileBytes = 256 * 1024 * 1024;

    /// <summary>The most files that a list tells of.</summary>
    public const int MaxListed = 100_000;

    private const string FileNameKey = "fileName";

    private static readonly MetadataField<string> RootPathField = MetadataField.Text(
        "rootPath", "The folder that the files are in; it is created where it isn't there.") with { IsRequired = true, Example = "/var/lib/app/files" };

    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = false,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = true,
    };

    private ConfinedFolder? _folder;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Operations { get; } =
        [BindingOperations.Create, BindingOperations.Get, BindingOperations.List, BindingOperations.Delete];

    internal static MetadataSchema Schema { get; } = new(RootPathField);

    private ConfinedFolder Folder => _folder ?? throw new InvalidOperationException("The component has to be initialised before it is used.");

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _folder = ConfinedFolder.Open(RootPathField.Read(context.Metadata));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var name = request.Metadata.GetValueOrDefault(FileNameKey, "");
        try
        {
            switch (request.Operation)
            {
                case BindingOperations.Create:
                    return await CreateAsync(name.Length == 0 ? Guid.NewGuid().ToString() : name, request.Data, cancellationToken).ConfigureAwait(false);
                case BindingOperations.Get:
                    return new BindingResponse { Data = await GetAsync(Require(name), cancellationToken).ConfigureAwait(false) };
                case BindingOperations.List:
                    return new BindingResponse { Data = List(name, cancellationToken) };
                case BindingOperations.Delete:
                    Delete(Require(name));
                    return null;
                default:
                    throw new ComponentException($"unsupported operation {request.Operation}");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ComponentException($"the operation {request.Operation} on the file \"{name}\" failed: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Require(string name)
        => name.Length > 0 ? name : throw new ComponentException($"the metadata key \"{FileNameKey}\" is missing; it names the file");

    private async Task<BindingResponse> CreateAsync(string name, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var path = Folder.Resolve(name);
        if (path == Folder.Path || Directory.Exists(path))
            throw new ComponentException($"the file name \"{name}\" is that of a folder");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, LocalStorageContent.Decode(data), cancellationToken).ConfigureAwait(false);
        using var answer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(answer))
        {
            writer.WriteStartObject();
            writer.WriteString("fileName"u8, Folder.NameOf(path));
            writer.WriteEndObject();
        }

        return new BindingResponse { Data = answer.ToArray(), ContentType = "application/json" };
    }

    private async Task<ReadOnlyMemory<byte>> GetAsync(string name, CancellationToken cancellationToken)
    {
        var path = Folder.Resolve(name);
        if (!File.Exists(path))
        {
            throw Directory.Exists(path)
                ? new ComponentException($"error reading file {path}: it is a folder")
                : new ComponentException($"file not found: {path}");
        }

        // What has no length, such as a pipe, has no end either.
        var length = new FileInfo(path) is { Attributes: var attributes } file && !attributes.HasFlag(FileAttributes.Device) ? file.Length : 0;
        return length <= MaxFileBytes
            ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)
            : throw new ComponentException($"error reading file {path}: it is larger than {MaxFileBytes} bytes");
    }

    private void Delete(string name)
    {
        var path = Folder.Resolve(name);
        if (path == Folder.Path)
            throw new ComponentException($"error deleting file {path}: it is the folder of all files");
        if (File.Exists(path))
            File.Delete(path);
        else if (Directory.Exists(path))
            Directory.Delete(path, recursive: false);
        else
            throw new ComponentException($"error deleting file {path}: no such file or directory");
    }

    private byte[] List(string name, CancellationToken cancellationToken)
    {
        var path = Folder.Resolve(name);
        if (File.Exists(path))
            throw new ComponentException($"unable to list files as the file specified is not a directory: {path}");
        if (!Directory.Exists(path))
            throw new ComponentException($"error getting stats for path {path}: no such file or directory");
        var files = new List<string>();
        Walk(path, files, cancellationToken);
        using var answer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(answer))
        {
            writer.WriteStartArray();
            foreach (var file in files)
                writer.WriteStringValue(file);
            writer.WriteEndArray();
        }

        return answer.ToArray();
    }

    // A link is told of and not followed: it may lead out, or round in a circle.
    private static void Walk(string folder, List<string> files, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry is DirectoryInfo && entry.LinkTarget is null)
            {
                Walk(entry.FullName, files, cancellationToken);
                continue;
            }

            if (files.Count == MaxListed)
                throw new ComponentException($"there are more than {MaxListed} files in {folder}; list a folder within it");
            files.Add(entry.FullName);
        }
    }
}
