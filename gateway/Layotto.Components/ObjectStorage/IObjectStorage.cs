namespace Layotto.Components.ObjectStorage;

/// <summary>A store of objects in buckets.</summary>
public interface IObjectStorage : IComponent
{
    /// <summary>Writes an object, which is there once this returns; when it throws, nothing of it is.</summary>
    /// <param name="request">Which object, and what is told about it.</param>
    /// <param name="content">Its content, which is read to its end and not kept in memory.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ComponentException">The content has another length than was said, or the store couldn't answer.</exception>
    ValueTask<ObjectVersion> PutAsync(ObjectPutRequest request, Stream content, CancellationToken cancellationToken);

    /// <summary>Reads an object.</summary>
    /// <param name="request">Which object, and what of it.</param>
    /// <param name="cancellationToken">Ends the reading, also after this has returned.</param>
    /// <exception cref="ObjectStorageException">There is none, or it isn't the one that was meant.</exception>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<ObjectReading> GetAsync(ObjectGetRequest request, CancellationToken cancellationToken);

    /// <summary>Tells about an object.</summary>
    /// <exception cref="ObjectStorageException">There is none.</exception>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<ObjectHead> HeadAsync(ObjectName name, CancellationToken cancellationToken);

    /// <summary>Deletes an object; that there is none is no error.</summary>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask DeleteAsync(ObjectName name, CancellationToken cancellationToken);

    /// <summary>Copies an object within the store.</summary>
    /// <exception cref="ObjectStorageException">There is none.</exception>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<ObjectVersion> CopyAsync(ObjectName source, ObjectName target, CancellationToken cancellationToken);

    /// <summary>Lists the objects of a bucket, in the order of their keys.</summary>
    /// <exception cref="ComponentException">The store couldn't answer.</exception>
    ValueTask<ObjectListPage> ListAsync(ObjectListRequest request, CancellationToken cancellationToken);
}
