namespace Layotto.Dapr.Resources.Manifests;

/// <summary>How a field that takes a text takes a number. Dapr reads Configuration files with another YAML reader than the rest.</summary>
internal enum YamlDialect
{
    /// <summary>By way of JSON, so <c>1.0</c> becomes <c>1</c>; and the case of field names doesn't count.</summary>
    Json,

    /// <summary>As written, so <c>1.0</c> stays <c>1.0</c>; and the case of field names counts.</summary>
    Literal,
}
