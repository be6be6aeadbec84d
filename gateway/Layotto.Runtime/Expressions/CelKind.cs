namespace Layotto.Runtime.Expressions;

/// <summary>The types of CEL's values.</summary>
public enum CelKind
{
    /// <summary>No value but the reason why there is none.</summary>
    Error,

    /// <summary>Not known before the evaluation; no value is of it.</summary>
    Dynamic,

    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A whole number of 64 bits with a sign.</summary>
    Int,

    /// <summary>A whole number of 64 bits without a sign.</summary>
    Uint,

    /// <summary>A floating-point number of 64 bits.</summary>
    Double,

    /// <summary>Text.</summary>
    String,

    /// <summary>Octets.</summary>
    Bytes,

    /// <summary>A list.</summary>
    List,

    /// <summary>A map, or a JSON object.</summary>
    Map,

    /// <summary>A type.</summary>
    Type,

    /// <summary>A point in time, to 100 ns.</summary>
    Timestamp,

    /// <summary>A length of time, to 1 ns.</summary>
    Duration,
}
