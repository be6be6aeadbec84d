using System.Net;
using System.Net.Sockets;
using Layotto.Components.Metadata;

namespace Layotto.Components.NameResolution.HostNames;

/// <summary>
/// <c>nameresolution.kubernetes</c>: looks up the service that Dapr's operator makes for an app,
/// <c>&lt;app id&gt;-dapr.&lt;namespace&gt;.svc.&lt;cluster domain&gt;</c>. The service is headless, so each address is a pod of the app.
/// </summary>
public sealed class KubernetesNameResolver : INameResolver
{
    private static readonly MetadataField<string> ClusterDomainField = MetadataField.Text(
        "clusterDomain", "The domain of the cluster.", "cluster.local");

    private static readonly MetadataField<string> TemplateField = MetadataField.Text(
        "template", "The address instead of the usual one, with {{.ID}}, {{.Namespace}} and {{.Port}} where they go.") with
    {
        Example = "{{.ID}}-dapr.{{.Namespace}}.svc.cluster.local:{{.Port}}",
    };

    // As long as Dapr keeps the addresses that a resolver gives.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(20);

    private readonly HostResolver _resolve;
    private HostTemplate? _template;
    private HostLookup? _lookup;

    /// <summary>Creates the resolver.</summary>
    public KubernetesNameResolver()
        : this(Dns.GetHostAddressesAsync)
    {
    }

    internal KubernetesNameResolver(HostResolver resolve) => _resolve = resolve;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(ClusterDomainField, TemplateField);

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var domain = ClusterDomainField.Read(context.Metadata);
        if (!SidecarAddress.IsHost(domain) || domain.Contains(':', StringComparison.Ordinal))
        {
            throw new MetadataException(
                ClusterDomainField.Name, $"The metadata key \"clusterDomain\" is \"{domain}\"; it must be a domain's name such as cluster.local.");
        }

        var template = TemplateField.Read(context.Metadata);
        _template = HostTemplate.ParseGo(
            TemplateField.Name, template.Length > 0 ? template : $"{{{{.ID}}}}-dapr.{{{{.Namespace}}}}.svc.{domain}:{{{{.Port}}}}");
        _lookup = new HostLookup(_resolve, Lifetime, context.TimeProvider);
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
        return SidecarAddress.TryParse(text, request.Port, out var host, out var port)
            ? _lookup.FindAsync(host, port, AddressFamily.Unspecified, cancellationToken)
            : throw new ComponentException($"The template makes \"{text}\" of the app id {request.AppId}, which is no host with a port.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
