namespace Layotto.Gateway.Tests.CommandLine;

/// <summary>What a flag comes to: by default, and with a value.</summary>
public sealed record FlagRow(string Name, object? Default, string Value, object? Given, Func<GatewayOptions, object?> Read)
{
    public override string ToString() => Name;
}
