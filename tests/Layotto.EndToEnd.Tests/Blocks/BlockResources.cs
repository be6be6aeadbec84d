namespace Layotto.EndToEnd.Tests.Blocks;

/// <summary>Component files.</summary>
internal static class BlockResources
{
    /// <summary>A component's YAML.</summary>
    public static string Component(string name, string type, params (string Key, string Value)[] metadata)
        => $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: {name}
            spec:
              type: {type}
              version: v1
              metadata:
            {string.Join('\n', metadata.Select(item => $"    - name: {item.Key}\n      value: \"{item.Value}\""))}
            """;
}
