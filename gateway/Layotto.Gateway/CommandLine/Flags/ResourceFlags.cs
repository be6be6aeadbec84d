using Layotto.Components.Specification;

namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>The flags about resources and configuration.</summary>
internal static class ResourceFlags
{
    public static readonly Flag Mode = new("mode", "MODE", "standalone", FlagGroup.Resources,
        "Where resources come from: files, or Dapr's operator.")
    { Values = ["standalone", "kubernetes"] };

    public static readonly Flag ResourcesPath = new("resources-path", "DIRECTORY", "", FlagGroup.Resources,
        "A directory of resources in YAML: components, subscriptions, resiliency and more.")
    { IsRepeatable = true };

    public static readonly Flag Config = new("config", "FILE", "", FlagGroup.Resources,
        "A configuration in YAML; a later one overlays an earlier one.")
    { IsRepeatable = true };

    public static readonly Flag HotReloadReconcileInterval = new("hot-reload-reconcile-interval", "DURATION", "0s", FlagGroup.Resources,
        "How often to look for changes that no notice came for; 0 for every 60s.");

    public static readonly Flag ComponentCommand = new("component-command", "NAME=COMMAND", "", FlagGroup.Resources,
        "A command to keep running, because the component of that name is in its process.")
    { IsRepeatable = true };

    public static readonly Flag DisableBuiltInKubernetesSecretStore = new("disable-builtin-k8s-secret-store", null, "false", FlagGroup.Resources,
        "No secret store named kubernetes in Kubernetes mode.");

    public static readonly Flag ComponentsPath = new("components-path", "DIRECTORY", "", FlagGroup.Resources, "A directory of resources.")
    { Deprecation = "use --resources-path" };

    public static IReadOnlyList<Flag> All { get; } =
        [Mode, ResourcesPath, Config, ComponentCommand, HotReloadReconcileInterval, DisableBuiltInKubernetesSecretStore, ComponentsPath];

    public static GatewayOptions Read(FlagValues values, GatewayOptions options)
    {
        var mode = (GatewayMode)values.Choice(Mode);
        var interval = values.Duration(HotReloadReconcileInterval);
        return options with
        {
            Mode = mode,
            ResourcePaths = ResourcePaths(values),
            Configurations = Configurations(values, mode),
            ComponentCommands = ComponentCommands(values),
            HotReloadReconcileInterval = interval > TimeSpan.Zero ? interval : options.HotReloadReconcileInterval,
            DisableBuiltInKubernetesSecretStore = values.Boolean(DisableBuiltInKubernetesSecretStore),
        };
    }

    private static IReadOnlyList<string> ResourcePaths(FlagValues values)
    {
        // The deprecated flag takes one directory, commas and all, and only counts alone.
        var flag = ResourcesPath;
        var paths = values.List(ResourcesPath);
        if (paths.Count == 0 && values.OptionalText(ComponentsPath) is { } alone)
            (flag, paths) = (ComponentsPath, [alone]);
        foreach (var path in paths)
        {
            if (ReadablePath.WhyNotDirectory(path) is { } reason)
                values.Report(FlagProblem.InValue(flag, path, reason));
        }

        return paths;
    }

    private static Dictionary<string, IReadOnlyList<string>> ComponentCommands(FlagValues values)
    {
        var commands = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var text in values.Texts(ComponentCommand))
        {
            var name = text.Split('=', 2)[0];
            if (name.Length == 0 || name.Length == text.Length)
                values.Report(FlagProblem.InValue(ComponentCommand, text, "must be a component's name, an equals sign and a command, such as mystore=./mystore."));
            else if (!CommandWords.TrySplit(text[(name.Length + 1)..], out var words, out var reason))
                values.Report(FlagProblem.InValue(ComponentCommand, text, $"has no command after the equals sign. {reason}"));
            else if (!commands.TryAdd(name, words))
                values.Report(FlagProblem.InValue(ComponentCommand, text, $"is the second command of the component {name}; give it one."));
        }

        return commands;
    }

    private static IReadOnlyList<string> Configurations(FlagValues values, GatewayMode mode)
    {
        var configurations = values.List(Config);
        if (mode == GatewayMode.Kubernetes)
            return configurations;
        foreach (var path in configurations)
        {
            if (ReadablePath.WhyNotFile(path) is { } reason)
                values.Report(FlagProblem.InValue(Config, path, reason));
        }

        return configurations;
    }
}
