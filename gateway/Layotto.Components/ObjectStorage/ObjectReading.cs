namespace Layotto.Components.ObjectStorage;

/// <summary>An object that is read; its disposal ends that.</summary>
/// <param name="head">What there is to tell about it.</param>
/// <param name="content">Its content.</param>
public sealed class ObjectReading(ObjectHead head, Stream content) : IAsyncDisposable
{
    /// <summary>What there is to tell about it.</summary>
    public ObjectHead Head => head;

    /// <summary>Its content, as it comes; reading it throws a <see cref="ComponentException"/> when the store fails on the way.</summary>
    public Stream Content => content;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => content.DisposeAsync();
}
