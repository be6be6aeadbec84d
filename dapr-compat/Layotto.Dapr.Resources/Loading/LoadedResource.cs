using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.Loading;

/// <summary>A document that has become a resource, with what is the same in all kinds.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Value">The record it became.</param>
/// <param name="Name">Its name.</param>
/// <param name="LogName">How a message names it: a component with its type, an endpoint with its address.</param>
/// <param name="Namespace">Its namespace; empty for none.</param>
/// <param name="Scopes">The app ids it is for; empty for all.</param>
/// <param name="Source">Where it was written.</param>
/// <param name="HasErrors">Whether it can't be used.</param>
internal sealed record LoadedResource(
    string Kind, object Value, string Name, string LogName, string Namespace, IReadOnlyList<string> Scopes, SourceLocation Source, bool HasErrors);
