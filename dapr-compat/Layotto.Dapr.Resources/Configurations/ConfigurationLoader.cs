using Layotto.Dapr.Resources.Manifests;
using Layotto.Dapr.Resources.Yaml;

namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Reads the files of <c>--config</c>.</summary>
public static class ConfigurationLoader
{
    /// <summary>
    /// Reads the first document of each file and lays each file over those before it. <c>$NAME</c> and <c>${NAME}</c> are
    /// replaced by environment variables before the YAML is parsed.
    /// </summary>
    /// <param name="files">The files' paths; without any, the Configuration is Dapr's default one.</param>
    /// <param name="environment">Looks an environment variable up; null for the process's own.</param>
    public static ConfigurationLoadResult Load(IReadOnlyList<string> files, Func<string, string?>? environment = null)
    {
        var problems = new ProblemList();
        YamlMapping? merged = null;
        foreach (var file in files)
        {
            if (!File.Exists(file))
            {
                problems.Error(new(file), ConfigurationReader.Kind, "", "There is no such configuration file.", "Correct the path given as --config.");
                continue;
            }

            if (FileText.Read(file, problems) is { } text && ReadFirst(file, text, environment ?? Environment.GetEnvironmentVariable, problems) is { } root)
                merged = merged is null ? root : ConfigurationOverlay.Lay(merged, root);
        }

        var configuration = merged is null
            ? new DaprConfiguration()
            : ConfigurationReader.Read(new FieldReader(merged, "", ConfigurationReader.Kind, YamlDialect.Literal, problems));
        return new ConfigurationLoadResult(configuration, problems.InOrder());
    }

    /// <summary>Puts environment variables into a text, and reports those that aren't set.</summary>
    internal static string? Expand(string file, int document, DocumentText text, Func<string, string?> environment, ProblemList problems)
    {
        try
        {
            return EnvironmentPlaceholders.Expand(text.Text, environment, (name, position) => problems.Warning(
                new(file, document, text.LinesBefore + 1 + text.Text.AsSpan(0, position).Count('\n')),
                ConfigurationReader.Kind, "", $"The environment variable {name} isn't set, so ${name} stands for nothing."));
        }
        catch (YamlFault fault)
        {
            problems.Error(new(file, document, text.LinesBefore + fault.Line), ConfigurationReader.Kind, "", fault.Message);
            return null;
        }
    }

    private static YamlMapping? ReadFirst(string file, string text, Func<string, string?> environment, ProblemList problems)
    {
        if (Expand(file, 1, new DocumentText(text, 0), environment, problems) is not { } expanded)
            return null;
        var documents = YamlFile.Read(file, expanded, problems);
        if (documents.Count == 0)
            return null;
        if (documents.Count > 1)
            problems.Warning(documents[1].Root.Source, ConfigurationReader.Kind, "", "Only the first document of a configuration file is read.", "Put each Configuration into a file of its own.");
        if (documents[0].Root is not YamlMapping root)
        {
            problems.Error(documents[0].Root.Source, ConfigurationReader.Kind, "", $"The document is {documents[0].Root.Title}.", "It must be a mapping with apiVersion, kind and spec.");
            return null;
        }

        if (root.Find("kind")?.Value is YamlScalar { Text: not ConfigurationReader.Kind } kind)
            problems.Warning(kind.Source, ConfigurationReader.Kind, "kind", $"The document is of kind \"{kind.Text}\", and is read as a Configuration.", "Set kind: Configuration");
        return root;
    }
}
