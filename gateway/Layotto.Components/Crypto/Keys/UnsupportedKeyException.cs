namespace Layotto.Components.Crypto.Keys;

/// <summary>A key is of a type or a curve that nobody here knows. It may be a right one all the same.</summary>
public sealed class UnsupportedKeyException(string message) : ComponentException(message);
