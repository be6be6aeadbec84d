using Layotto.Components.Metadata;

namespace Layotto.Components.NameResolution.HostNames;

/// <summary>
/// <c>nameresolution.nameformat</c>: makes the address out of the app id by a format, and asks nobody. Whoever calls the address finds
/// out whether it exists.
/// </summary>
public sealed class NameFormatResolver : INameResolver
{
    private static readonly MetadataField<string> FormatField = MetadataField.Text(
        "format", "The address with {appid} where the app id goes; without a port, the sidecar-to-sidecar port is added.") with
    {
        IsRequired = true,
        Example = "{appid}.internal:50002",
    };

    private HostTemplate? _format;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(FormatField);

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var format = FormatField.Read(context.Metadata);
        if (!format.Contains("{appid}", StringComparison.Ordinal))
        {
            throw new MetadataException(
                FormatField.Name, $"The metadata key \"format\" is \"{format}\"; it must have {{appid}} in it, such as {FormatField.Example}.");
        }

        _format = HostTemplate.Parse(FormatField.Name, format, "appid");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ResolveAsync(NameResolutionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var format = _format ?? throw new InvalidOperationException("The component has to be initialised before it is used.");
        var text = format.Fill(request);
        return SidecarAddress.TryParse(text, request.Port, out var address)
            ? new ValueTask<IReadOnlyList<string>>([address])
            : throw new ComponentException($"The format makes \"{text}\" of the app id {request.AppId}, which is no address with a port.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
