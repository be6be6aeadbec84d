namespace Layotto.Http;

/// <summary>Where a header stands in the buffer.</summary>
internal readonly record struct ResponseHeader(int NameStart, int NameLength, int ValueStart, int ValueLength);
