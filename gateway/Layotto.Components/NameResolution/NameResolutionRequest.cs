namespace Layotto.Components.NameResolution;

/// <summary>Asks for the sidecars of an app.</summary>
/// <param name="AppId">The app's id.</param>
/// <param name="Namespace">Its namespace; empty for none.</param>
/// <param name="Port">The sidecar-to-sidecar port where the source gives addresses without ports.</param>
public readonly record struct NameResolutionRequest(string AppId, string Namespace, int Port);
