using System.Globalization;
using System.Net;
using Layotto.Components.Metadata;

namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>
/// The values given for the flags, read as what each flag takes. A wrong value is noted among <see cref="Problems"/> and the
/// default read in its place, so that one look finds every mistake.
/// </summary>
/// <param name="given">The values of each flag that was given, by its name, in the order given.</param>
/// <param name="environment">The variables that stand in for some flags.</param>
/// <param name="defaults">Defaults that go before a flag's own, by the flag's name.</param>
internal sealed class FlagValues(
    IReadOnlyDictionary<string, IReadOnlyList<string>> given,
    GatewayEnvironment environment,
    IReadOnlyDictionary<string, string> defaults)
{
    private readonly List<FlagProblem> _problems = [];
    private readonly HashSet<Flag> _unreadable = [];

    /// <summary>The mistakes found so far.</summary>
    public IReadOnlyList<FlagProblem> Problems => _problems;

    /// <summary>The variables that stand in for some flags.</summary>
    public GatewayEnvironment Environment { get; } = environment;

    /// <summary>Whether a flag was given.</summary>
    public bool IsGiven(Flag flag) => given.ContainsKey(flag.Name);

    /// <summary>Whether a flag's value couldn't be read, so that there is nothing to compare it with.</summary>
    public bool IsUnreadable(Flag flag) => _unreadable.Contains(flag);

    /// <summary>Notes a mistake.</summary>
    public void Report(FlagProblem problem) => _problems.Add(problem);

    /// <summary>The value as it stands; the last one when there are several.</summary>
    public string Text(Flag flag) => given.TryGetValue(flag.Name, out var values) ? values[^1] : DefaultOf(flag);

    /// <summary>The value as it stands, or null when it is empty.</summary>
    public string? OptionalText(Flag flag) => Text(flag) is { Length: > 0 } text ? text : null;

    /// <summary>Every value as it stands, in the order given.</summary>
    public IReadOnlyList<string> Texts(Flag flag) => given.GetValueOrDefault(flag.Name) ?? [];

    /// <summary>Every value: those of each time it was given, each of them split at its commas as CSV is.</summary>
    public IReadOnlyList<string> List(Flag flag)
    {
        var values = given.GetValueOrDefault(flag.Name) ?? [DefaultOf(flag)];
        return [.. values.SelectMany(CommaSeparated.Split)];
    }

    public bool Boolean(Flag flag)
        => Read(flag, "must be true or false", static (string text, out bool value) => FlagText.TryParseBoolean(text, out value));

    public bool? OptionalBoolean(Flag flag) => IsGiven(flag) ? Boolean(flag) : null;

    public int Integer(Flag flag)
        => Read(flag, "must be a whole number", static (string text, out int value)
            => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    /// <summary>A port; 0 has somebody else choose.</summary>
    public int Port(Flag flag) => OptionalPort(flag) ?? 0;

    /// <summary>A port, or null when the value is empty.</summary>
    public int? OptionalPort(Flag flag)
        => Read(flag, "must be a port number from 0 to 65535", static (string text, out int? value) =>
        {
            value = null;
            if (text.Length == 0)
                return true;
            if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                return false;
            value = port;
            return true;
        });

    public TimeSpan Duration(Flag flag)
        => Read(flag, "must be a duration such as 30s, 1m30s or 500ms", static (string text, out TimeSpan value)
            => GoDuration.TryParse(text, out value));

    /// <summary>A number of bytes; -1 asks for the flag's own default.</summary>
    public long Bytes(Flag flag)
    {
        if (Text(flag) == "-1")
        {
            _ = ByteQuantity.TryParse(flag.Default, out var bytes);
            return bytes;
        }

        return Read(flag, "must be a number of bytes or a quantity such as 4Mi", static (string text, out long value)
            => ByteQuantity.TryParse(text, out value));
    }

    /// <summary>Addresses to listen on, separated by commas; loopback when there is none.</summary>
    public IReadOnlyList<IPAddress> Addresses(Flag flag)
    {
        var addresses = new List<IPAddress>();
        foreach (var text in List(flag))
        {
            if (!ListenAddress.TryParse(text, addresses, out var reason))
                Report(FlagProblem.InValue(flag, text, reason));
        }

        return addresses.Count > 0 ? addresses : ListenAddress.Loopback;
    }

    /// <summary>One of the values that the flag takes, as its place among them; whatever its case.</summary>
    public int Choice(Flag flag)
    {
        var text = Text(flag);
        for (var index = 0; index < flag.Values.Count; index++)
        {
            if (flag.Values[index].Equals(text, StringComparison.OrdinalIgnoreCase))
                return index;
        }

        Report(FlagProblem.InValue(flag, text, FlagText.MustBeOneOf(flag, text)));
        return flag.Values.ToList().IndexOf(flag.Default);
    }

    private T Read<T>(Flag flag, string expectation, TryParse<T> tryParse)
    {
        var text = Text(flag);
        if (tryParse(text, out var value))
            return value;
        _unreadable.Add(flag);
        Report(FlagProblem.InValue(flag, text, $"{expectation}."));
        _ = tryParse(flag.Default, out value);
        return value;
    }

    private string DefaultOf(Flag flag) => defaults.GetValueOrDefault(flag.Name, flag.Default);

    private delegate bool TryParse<T>(string text, out T value);
}
