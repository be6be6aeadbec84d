using System.Collections.Frozen;
using Layotto.Runtime.Resiliency.Settings;

namespace Layotto.Runtime.Resiliency;

/// <summary>The retry policies that are there without being written, as Dapr defines them.</summary>
internal static class BuiltInRetries
{
    public const string Service = "DaprBuiltInServiceRetries";
    public const string Actor = "DaprBuiltInActorRetries";
    public const string ActorReminder = "DaprBuiltInActorReminderRetries";
    public const string Initialization = "DaprBuiltInInitializationRetries";
    public const string ActorNotFound = "DaprBuiltInActorNotFoundRetries";

    /// <summary>One that is redefined has at least so many retries.</summary>
    private const int FewestRetries = 3;

    private static readonly FrozenDictionary<string, RetrySettings> ByName = new Dictionary<string, RetrySettings>
    {
        [Service] = Constant(3),
        [Actor] = Constant(3),
        [ActorReminder] = new() { IsExponential = true },
        [Initialization] = new()
        {
            IsExponential = true,
            MaxInterval = TimeSpan.FromSeconds(1),
            MaxRetries = 3,
            MaxElapsedTime = TimeSpan.FromSeconds(10),
        },
        [ActorNotFound] = Constant(5),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Those there are in the end.</summary>
    /// <param name="written">Those that were written.</param>
    /// <param name="raised">Told the name of each whose retries were too few.</param>
    public static Dictionary<string, RetrySettings> Complete(IReadOnlyDictionary<string, RetrySettings> written, Action<string> raised)
    {
        var all = new Dictionary<string, RetrySettings>(ByName, StringComparer.Ordinal);
        foreach (var (name, retry) in written)
        {
            if (name == ActorNotFound)
                continue;
            var isTooFew = ByName.ContainsKey(name) && retry.MaxRetries < FewestRetries;
            all[name] = isTooFew ? retry with { MaxRetries = FewestRetries } : retry;
            if (isTooFew)
                raised(name);
        }

        return all;
    }

    private static RetrySettings Constant(int retries) => new() { Duration = TimeSpan.FromSeconds(1), MaxRetries = retries };
}
