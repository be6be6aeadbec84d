using System.Collections;
using Layotto.Components.Metadata;
using Layotto.Components.Secrets;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Embedded.Secrets;

/// <summary>
/// <c>secretstores.local.env</c>: environment variables of this process as secrets with a single value. As in Dapr, a variable
/// that isn't set reads as empty, and the gateway's own (<c>APP_API_TOKEN</c>, <c>DAPR_*</c>) are never handed out.
/// </summary>
public sealed class LocalEnvironmentSecretStore : ISecretStore
{
    private const string AppApiToken = "APP_API_TOKEN";
    private const string OwnPrefix = "DAPR_";

    private static readonly MetadataField<string> PrefixField = MetadataField.Text(
        "prefix", "Limits the store to variables whose name starts with this; the names of the secrets leave it out.") with { Example = "MYAPP_" };

    // The names of variables have a case everywhere but on Windows.
    private static readonly StringComparison NameComparison =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private string _prefix = "";
    private ILogger? _logger;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    internal static MetadataSchema Schema { get; } = new(PrefixField);

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _prefix = PrefixField.Read(context.Metadata);
        _logger = context.Logger;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var variable = _prefix + name;
        var value = "";
        if (!IsAllowed(variable))
            _logger?.LogWarning("The environment variable {Variable} isn't handed out as a secret.", variable);
        else if (variable.Length > 0 && variable.AsSpan().IndexOfAny('=', '\0') < 0)
            value = Environment.GetEnvironmentVariable(variable) ?? "";
        return new ValueTask<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { [name] = value });
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var variable = (string)entry.Key;
            var isInside = _prefix.Length == 0
                || (variable.Length > _prefix.Length && variable.StartsWith(_prefix, NameComparison));
            if (!isInside || !IsAllowed(variable))
                continue;
            var name = variable[_prefix.Length..];
            secrets[name] = new Dictionary<string, string> { [name] = (string?)entry.Value ?? "" };
        }

        return new ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(secrets);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsAllowed(string variable)
        => !variable.Equals(AppApiToken, StringComparison.OrdinalIgnoreCase)
            && !variable.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase);
}
