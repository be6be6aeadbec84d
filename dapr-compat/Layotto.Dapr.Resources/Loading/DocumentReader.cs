using Layotto.Components.Metadata;
using Layotto.Dapr.Resources.Configurations;
using Layotto.Dapr.Resources.HttpEndpoints;
using Layotto.Dapr.Resources.Manifests;
using Layotto.Dapr.Resources.Resiliencies;
using Layotto.Dapr.Resources.Subscriptions;
using Layotto.Dapr.Resources.Yaml;

namespace Layotto.Dapr.Resources.Loading;

/// <summary>Tells a document's kind and has it read as that. Documents that aren't Dapr's are left alone: folders may be shared.</summary>
/// <param name="placeholders">
/// Looks up the environment variables of Configurations; null to leave those alone too, because Dapr takes none from folders,
/// only those it is given as <c>--config</c>.
/// </param>
/// <param name="problems">Where problems go.</param>
/// <param name="expressions">Looks at the expressions in them, or null.</param>
internal sealed class DocumentReader(Func<string, string?>? placeholders, ProblemList problems, ExpressionCheck? expressions = null)
{
    private static readonly string[] Kinds =
        [ComponentReader.Kind, ConfigurationReader.Kind, SubscriptionReader.Kind, ResiliencyReader.Kind, HttpEndpointReader.Kind];

    // Kinds that daprd knows and that mean nothing here yet.
    private static readonly string[] UnusedKinds = ["MCPServer", "WorkflowAccessPolicy"];

    /// <summary>Reads a document.</summary>
    /// <returns>The resource; null when it is none, or not Dapr's.</returns>
    public LoadedResource? Read(YamlDocument document)
    {
        if (document.Root is not YamlMapping root)
        {
            problems.Error(document.Root.Source, "", "", $"The document is {document.Root.Title}.", "It must be a mapping with apiVersion, kind, metadata and spec.");
            return null;
        }

        var apiVersion = TextOf(root, "apiVersion");
        var kind = TextOf(root, "kind");
        if (!apiVersion.StartsWith(ManifestHeader.ApiGroup, StringComparison.Ordinal) && !(apiVersion.Length == 0 && Kinds.Contains(kind)))
        {
            if (apiVersion.Length == 0 && kind.Length == 0)
                problems.Warning(root.Source, "", "", "The document has neither an apiVersion nor a kind, so it is ignored.", "A resource starts with apiVersion: dapr.io/v1alpha1 and its kind.");
            return null;
        }

        return ReadAs(kind, apiVersion, root, document) is { } resource ? resource with { HasErrors = resource.HasErrors || document.HasProblems } : null;
    }

    private LoadedResource? ReadAs(string kind, string apiVersion, YamlMapping root, YamlDocument document)
    {
        switch (kind, apiVersion)
        {
            case (ComponentReader.Kind, ComponentReader.ApiVersion):
                return ReadAs(kind, root, ComponentReader.Read, component => (component.Name, component.ToString(), component.Namespace, component.Scopes));
            case (SubscriptionReader.Kind, SubscriptionReader.ApiVersion or SubscriptionReader.OldApiVersion):
                return ReadAs(
                    kind, root, fields => SubscriptionReader.Read(fields, apiVersion == SubscriptionReader.OldApiVersion),
                    subscription => (subscription.Name, subscription.Name, subscription.Namespace, subscription.Scopes));
            case (ResiliencyReader.Kind, ResiliencyReader.ApiVersion):
                return ReadAs(kind, root, fields => ResiliencyReader.Read(fields, expressions), resiliency => (resiliency.Name, resiliency.Name, resiliency.Namespace, resiliency.Scopes));
            case (HttpEndpointReader.Kind, HttpEndpointReader.ApiVersion):
                return ReadAs(kind, root, HttpEndpointReader.Read, endpoint => (endpoint.Name, LogNameOf(endpoint), endpoint.Namespace, endpoint.Scopes));
            case (ConfigurationReader.Kind, ConfigurationReader.ApiVersion):
                return placeholders is null ? null : ReadConfiguration(document, placeholders);
        }

        ReportUnreadable(kind, apiVersion, root);
        return null;
    }

    // Placeholders are put in before the YAML is parsed, so the document is parsed a second time.
    private LoadedResource? ReadConfiguration(YamlDocument document, Func<string, string?> environment)
    {
        if (ConfigurationLoader.Expand(document.Origin.File, document.Origin.Document, document.Text, environment, problems) is not { } text)
            return null;
        var documents = new List<YamlDocument>();
        var found = new ProblemList();
        YamlFile.ReadPart(document.Origin.File, document.Text with { Text = text }, document.Origin.Document, documents, found);
        if (documents.FirstOrDefault()?.Root is YamlMapping root)
        {
            return ReadAs(
                ConfigurationReader.Kind, root, ConfigurationReader.Read,
                configuration => (configuration.Name, configuration.Name, configuration.Namespace, []), YamlDialect.Literal);
        }

        // Where it could be parsed, its problems have been found the first time already.
        foreach (var problem in found.All)
            problems.Add(problem);
        return null;
    }

    private LoadedResource ReadAs<T>(
        string kind,
        YamlMapping root,
        Func<FieldReader, T> read,
        Func<T, (string Name, string LogName, string Namespace, IReadOnlyList<string> Scopes)> describe,
        YamlDialect dialect = YamlDialect.Json)
        where T : class
    {
        var own = new ProblemList();
        var value = read(new FieldReader(root, "", kind, dialect, own));
        foreach (var problem in own.All)
            problems.Add(problem);
        var (name, logName, @namespace, scopes) = describe(value);
        return new LoadedResource(kind, value, name, logName, @namespace, scopes, root.Source, own.HasErrors);
    }

    private void ReportUnreadable(string kind, string apiVersion, YamlMapping root)
    {
        var at = (root.Find("kind")?.Value ?? root).Source;
        if (kind.Length == 0)
        {
            problems.Warning(at, "", "kind", "The document has no kind, so it is ignored.", $"The kinds are {string.Join(", ", Kinds)}.");
        }
        else if (Kinds.Contains(kind))
        {
            var wanted = kind == SubscriptionReader.Kind ? $"{SubscriptionReader.ApiVersion} or {SubscriptionReader.OldApiVersion}" : ComponentReader.ApiVersion;
            var versionAt = (root.Find("apiVersion")?.Value ?? root).Source;
            problems.Warning(
                versionAt, kind, "apiVersion",
                apiVersion.Length == 0 ? $"The {kind} has no apiVersion, so it is ignored." : $"There is no {kind} in the version \"{apiVersion}\", so it is ignored.",
                $"It must be {wanted}.");
        }
        else if (UnusedKinds.Contains(kind))
        {
            problems.Warning(at, kind, "kind", $"Resources of kind {kind} aren't used yet, so this one is ignored.");
        }
        else
        {
            var near = Kinds.MinBy(known => EditDistance.Between(kind, known))!;
            problems.Warning(
                at, kind, "kind", $"There is no kind \"{kind}\", so the document is ignored.",
                EditDistance.Between(kind, near) <= 3 ? $"Did you mean \"{near}\"?" : $"The kinds are {string.Join(", ", Kinds)}.");
        }
    }

    // An address may hold a password, and is left out then.
    private static string LogNameOf(HttpEndpointResource endpoint)
        => endpoint.BaseUrl.Contains('@', StringComparison.Ordinal) ? endpoint.Name : $"{endpoint.Name} ({endpoint.BaseUrl})";

    private static string TextOf(YamlMapping root, string field) => (root.Find(field)?.Value as YamlScalar)?.Text ?? "";
}
