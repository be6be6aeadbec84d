namespace Layotto.Components.Sqlite.NameResolution;

/// <summary>The registration of this sidecar.</summary>
/// <param name="Id">An id that no other registration has.</param>
/// <param name="Address">Where its sidecar-to-sidecar port is.</param>
/// <param name="AppId">The app's id.</param>
internal sealed record SqliteRegistration(string Id, string Address, string AppId);
