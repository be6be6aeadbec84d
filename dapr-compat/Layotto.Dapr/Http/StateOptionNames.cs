using System.Text.Json;
using Layotto.Components.State;

namespace Layotto.Dapr.Http;

/// <summary>The names of state options in JSON and in queries.</summary>
internal static class StateOptionNames
{
    /// <summary>Reads a concurrency.</summary>
    /// <exception cref="JsonException">There is no such concurrency.</exception>
    public static StateConcurrency Concurrency(string? name) => name switch
    {
        null or "" => StateConcurrency.Unspecified,
        "first-write" => StateConcurrency.FirstWrite,
        "last-write" => StateConcurrency.LastWrite,
        _ => throw new JsonException($"\"{name}\" is no concurrency; it must be \"first-write\" or \"last-write\""),
    };

    /// <summary>Reads a consistency.</summary>
    /// <exception cref="JsonException">There is no such consistency.</exception>
    public static StateConsistency Consistency(string? name) => name switch
    {
        null or "" => StateConsistency.Unspecified,
        "eventual" => StateConsistency.Eventual,
        "strong" => StateConsistency.Strong,
        _ => throw new JsonException($"\"{name}\" is no consistency; it must be \"strong\" or \"eventual\""),
    };
}
