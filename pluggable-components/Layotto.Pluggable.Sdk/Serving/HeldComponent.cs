namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>A hold of a component. Dispose it exactly once.</summary>
/// <param name="hosted">The component.</param>
internal readonly struct HeldComponent(HostedComponent hosted) : IDisposable
{
    public HostedComponent Hosted => hosted;

    /// <summary>The object that does the work, as its contract.</summary>
    public T As<T>()
        where T : class => (T)hosted.Component;

    public void Dispose() => hosted.Release();
}
