using System.Text;

namespace Layotto.Components.Metadata;

/// <summary>The placeholders within metadata values that the runtime fills in: <c>{uuid}</c>, <c>{podName}</c>, <c>{namespace}</c>, <c>{appID}</c>.</summary>
public static class ComponentTemplates
{
    private const string Uuid = "{uuid}";
    private const string PodName = "{podName}";
    private const string Namespace = "{namespace}";
    private const string AppId = "{appID}";

    // What Dapr calls the namespace of a process that has none.
    private const string DefaultNamespace = "default";

    /// <summary>Whether a value holds a placeholder.</summary>
    public static bool IsTemplate(string value)
        => value.Contains('{', StringComparison.Ordinal)
            && (value.Contains(Uuid, StringComparison.Ordinal) || value.Contains(PodName, StringComparison.Ordinal)
                || value.Contains(Namespace, StringComparison.Ordinal) || value.Contains(AppId, StringComparison.Ordinal));

    /// <summary>Fills a value in. Each <c>{uuid}</c> becomes another one; <c>{namespace}</c> becomes the namespace, a dot and the app id.</summary>
    /// <param name="key">The metadata key the value is of, for the error.</param>
    /// <param name="value">The value.</param>
    /// <param name="appId">The app's id.</param>
    /// <param name="namespace">The app's namespace; when empty, <c>default</c> stands for it.</param>
    /// <param name="podName">The pod's name; empty when there is none.</param>
    /// <exception cref="MetadataException">The value asks for the pod's name, and there is none.</exception>
    public static string Fill(string key, string value, string appId, string @namespace, string podName)
    {
        if (!IsTemplate(value))
            return value;
        value = FillUuids(value);
        if (value.Contains(PodName, StringComparison.Ordinal))
        {
            if (podName.Length == 0)
                throw new MetadataException(key, $"The metadata key \"{key}\" refers to {PodName}, but the environment variable POD_NAME isn't set.");
            value = value.Replace(PodName, podName, StringComparison.Ordinal);
        }

        var space = @namespace.Length == 0 ? DefaultNamespace : @namespace;
        return value.Replace(Namespace, $"{space}.{appId}", StringComparison.Ordinal).Replace(AppId, appId, StringComparison.Ordinal);
    }

    private static string FillUuids(string value)
    {
        var parts = value.Split(Uuid);
        if (parts.Length == 1)
            return value;
        var filled = new StringBuilder(parts[0]);
        foreach (var part in parts.AsSpan(1))
            filled.Append(Guid.NewGuid()).Append(part);
        return filled.ToString();
    }
}
