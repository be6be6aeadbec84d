using System.Net;
using System.Net.Sockets;
using Layotto.Components.Metadata;

namespace Layotto.Components.NameResolution.HostNames;

/// <summary>
/// <c>nameresolution.dns</c>: makes a host's name out of the app id and looks it up by the system's resolver, in IPv4 and IPv6. Where
/// the name has several addresses, each is a sidecar of the app.
/// </summary>
public sealed class DnsNameResolver : INameResolver
{
    private static readonly MetadataField<string> TemplateField = MetadataField.Text(
        "template", "The host's name with {appid} and {namespace} where they go; it may have a port.", "{appid}") with
    {
        Example = "{appid}.internal",
    };

    private static readonly MetadataField<long> PortField = MetadataField.Integer(
        "port", "The port of other sidecars; 0 for the one that this sidecar has itself.", 0, 0, 65535);

    private static readonly MetadataField<TimeSpan> LifetimeField = MetadataField.Duration(
        "cacheTTL", "How long an answer is kept before the system is asked anew.", TimeSpan.FromSeconds(20), TimeSpan.Zero);

    private static readonly MetadataField<string> FamilyField = MetadataField.Text(
        "addressFamily", "The addresses to use: any for those that the system prefers, or ipv4, or ipv6.", "any") with
    {
        AllowedValues = ["any", "ipv4", "ipv6"],
    };

    private readonly HostResolver _resolve;
    private HostTemplate? _template;
    private HostLookup? _lookup;
    private AddressFamily _family;
    private int _port;

    /// <summary>Creates the resolver.</summary>
    public DnsNameResolver()
        : this(Dns.GetHostAddressesAsync)
    {
    }

    internal DnsNameResolver(HostResolver resolve) => _resolve = resolve;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(TemplateField, PortField, LifetimeField, FamilyField);

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var template = TemplateField.Read(context.Metadata);
        if (!template.Contains("{appid}", StringComparison.Ordinal))
            throw new MetadataException(TemplateField.Name, $"The metadata key \"template\" is \"{template}\"; it must have {{appid}} in it.");
        _template = HostTemplate.Parse(TemplateField.Name, template, "appid", "namespace");
        _port = (int)PortField.Read(context.Metadata);
        _lookup = new HostLookup(_resolve, LifetimeField.Read(context.Metadata), context.TimeProvider);
        _family = FamilyField.Read(context.Metadata).ToUpperInvariant() switch
        {
            "IPV4" => AddressFamily.InterNetwork,
            "IPV6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ResolveAsync(NameResolutionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_template is null || _lookup is null)
            throw new InvalidOperationException("The component has to be initialised before it is used.");
        var text = _template.Fill(request);
        return SidecarAddress.TryParse(text, _port == 0 ? request.Port : _port, out var host, out var port)
            ? _lookup.FindAsync(host, port, _family, cancellationToken)
            : throw new ComponentException($"The template makes \"{text}\" of the app id {request.AppId}, which is no host with a port.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
