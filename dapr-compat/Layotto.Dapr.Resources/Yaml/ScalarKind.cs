namespace Layotto.Dapr.Resources.Yaml;

/// <summary>What a scalar turns out to be.</summary>
internal enum ScalarKind
{
    Null,
    Boolean,
    Integer,
    Float,
    Text,
}
