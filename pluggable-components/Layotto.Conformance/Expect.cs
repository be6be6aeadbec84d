using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Layotto.Conformance;

/// <summary>What cases state; each throws a <see cref="ConformanceException"/> when it isn't so.</summary>
internal static class Expect
{
    private const int ShownBytes = 80;

    public static void True([DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition)
            throw new ConformanceException(otherwise);
    }

    public static void Equal<T>(T expected, T actual, string what)
        => True(EqualityComparer<T>.Default.Equals(expected, actual), $"{what} should be {Show(expected)}; it is {Show(actual)}");

    public static void Bytes(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte>? actual, string what)
    {
        if (actual is not { } bytes)
            throw new ConformanceException($"{what} should have {expected.Length} bytes; there is no value");
        if (!bytes.Span.SequenceEqual(expected.Span))
            throw new ConformanceException($"{what} should be {Show(expected.Span)}; it is {Show(bytes.Span)}");
    }

    public static void SameElements(IEnumerable<string> expected, IEnumerable<string> actual, string what)
    {
        var wanted = expected.Order(StringComparer.Ordinal).ToList();
        var got = actual.Order(StringComparer.Ordinal).ToList();
        True(wanted.SequenceEqual(got), $"{what} should be [{string.Join(", ", wanted)}]; it is [{string.Join(", ", got)}]");
    }

    public static async Task<TException> ThrowsAsync<TException>(Func<Task> action, string what)
        where TException : Exception
    {
        try
        {
            await action();
        }
        catch (TException exception)
        {
            return exception;
        }

        throw new ConformanceException($"{what} should fail; it succeeded");
    }

    private static string Show<T>(T value) => value is null ? "null" : $"\"{value}\"";

    private static string Show(ReadOnlySpan<byte> bytes)
        => bytes.Length <= ShownBytes
            ? $"\"{Encoding.UTF8.GetString(bytes)}\""
            : $"\"{Encoding.UTF8.GetString(bytes[..ShownBytes])}…\" ({bytes.Length} bytes)";
}
