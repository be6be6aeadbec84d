namespace Layotto.Components.Files;

/// <summary>A store of files under names.</summary>
public interface IFileStore : IComponent
{
    /// <summary>Writes a file, which is there once this returns; when it throws, nothing of it is.</summary>
    /// <param name="name">The file's name; not empty.</param>
    /// <param name="content">Its content, which is read to its end and not kept in memory.</param>
    /// <param name="metadata">The request's metadata.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FileStoreException">The store refuses.</exception>
    /// <exception cref="ComponentException">The store couldn't answer; whether the file was written is unknown.</exception>
    ValueTask PutAsync(string name, Stream content, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>Reads a file.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="metadata">The request's metadata.</param>
    /// <param name="cancellationToken">Ends the reading, also after this has returned.</param>
    /// <returns>Its content, to be disposed; reading it throws a <see cref="ComponentException"/> when the store fails on the way.</returns>
    /// <exception cref="FileStoreException">There is none, or the store refuses.</exception>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<Stream> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>Lists files.</summary>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<FileListPage> ListAsync(FileListRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes a file.</summary>
    /// <exception cref="FileStoreException">There is none, or the store refuses.</exception>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask DeleteAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>Tells about a file.</summary>
    /// <exception cref="FileStoreException">There is none, or the store refuses.</exception>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<FileFacts> StatAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);
}
