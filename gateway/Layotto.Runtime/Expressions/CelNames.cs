namespace Layotto.Runtime.Expressions;

/// <summary>What CEL calls its types.</summary>
internal static class CelNames
{
    public static string Of(CelKind kind) => kind switch
    {
        CelKind.Null => "null_type",
        CelKind.Timestamp => "google.protobuf.Timestamp",
        CelKind.Duration => "google.protobuf.Duration",
        CelKind.Dynamic => "dyn",
        CelKind.Error => "error",
        CelKind.Bool => "bool",
        CelKind.Int => "int",
        CelKind.Uint => "uint",
        CelKind.Double => "double",
        CelKind.String => "string",
        CelKind.Bytes => "bytes",
        CelKind.List => "list",
        CelKind.Map => "map",
        _ => "type",
    };

    /// <summary>The type that a name stands for where a value is expected.</summary>
    public static CelKind? TypeNamed(string name) => name switch
    {
        "null_type" => CelKind.Null,
        "google.protobuf.Timestamp" => CelKind.Timestamp,
        "google.protobuf.Duration" => CelKind.Duration,
        "bool" => CelKind.Bool,
        "int" => CelKind.Int,
        "uint" => CelKind.Uint,
        "double" => CelKind.Double,
        "string" => CelKind.String,
        "bytes" => CelKind.Bytes,
        "list" => CelKind.List,
        "map" => CelKind.Map,
        "type" => CelKind.Type,
        _ => null,
    };
}
