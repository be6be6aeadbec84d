using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.State;

/// <summary>A state store that keeps each value in a file. Replace what its methods do by what your technology does.</summary>
internal sealed class MyStore : IStateStore
{
    private static readonly MetadataField<string> FolderField =
        MetadataField.Text("folder", "The folder of the files.") with { IsRequired = true };

    private string _folder = "";

    /// <summary>The settings: what is wrong in a component's YAML is told before there is a component.</summary>
    public static MetadataSchema Settings { get; } = new(FolderField);

    /// <summary>What it can do beyond its contract, such as <see cref="StateFeatures.ETag"/>.</summary>
    public IReadOnlyList<string> Features => [];

    /// <summary>Is called once for each component of the sidecar, before anything else.</summary>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _folder = Directory.CreateDirectory(FolderField.Read(context.Metadata)).FullName;
        return ValueTask.CompletedTask;
    }

    public async ValueTask<StateValue?> GetAsync(StateGetRequest request, CancellationToken cancellationToken)
        => File.Exists(PathOf(request.Key)) ? new StateValue { Data = await File.ReadAllBytesAsync(PathOf(request.Key), cancellationToken) } : null;

    public async ValueTask SetAsync(StateSetRequest request, CancellationToken cancellationToken)
    {
        // A reader sees the old value or the new one, never half of it.
        var temporary = PathOf(request.Key) + Guid.NewGuid().ToString("N");
        await File.WriteAllBytesAsync(temporary, request.Value.ToArray(), cancellationToken);
        File.Move(temporary, PathOf(request.Key), overwrite: true);
    }

    public ValueTask DeleteAsync(StateDeleteRequest request, CancellationToken cancellationToken)
    {
        File.Delete(PathOf(request.Key));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Keys may hold what names of files must not.
    private string PathOf(string key) => Path.Combine(_folder, Uri.EscapeDataString(key));
}
