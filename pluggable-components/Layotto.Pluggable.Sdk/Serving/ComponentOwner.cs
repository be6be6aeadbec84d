namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>Who a component works for.</summary>
/// <param name="AppId">The app's id; empty for none.</param>
/// <param name="Namespace">The app's namespace; empty for none.</param>
internal readonly record struct ComponentOwner(string AppId, string Namespace);
