namespace Grpc.Core;

/// <summary>The server's stream of responses, which ends when the handler does.</summary>
/// <typeparam name="T">The response message.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
