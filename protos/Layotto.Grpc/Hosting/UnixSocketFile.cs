using System.Net.Sockets;

namespace Layotto.Grpc.Hosting;

/// <summary>The file of a Unix socket, which outlives a process that was killed.</summary>
internal static class UnixSocketFile
{
    /// <summary>Removes the file if it is a socket on which nobody answers.</summary>
    /// <exception cref="EndpointUnavailableException">Somebody answers, or the file isn't a socket.</exception>
    public static async Task RemoveStaleAsync(UnixDomainSocketEndPoint endpoint, CancellationToken cancellationToken)
    {
        var path = PathOf(endpoint);
        if (path is null || !File.Exists(path))
            return;
        if (IsReadable(path))
        {
            throw new EndpointUnavailableException(
                $"Cannot listen on Unix socket {path}: a file of that name exists and isn't a socket. Remove it or choose another path.",
                null);
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            Remove(endpoint);
            return;
        }
        catch (SocketException exception)
        {
            throw new EndpointUnavailableException($"Cannot listen on Unix socket {path}: {exception.Message}.", exception);
        }

        throw new EndpointUnavailableException(
            $"Cannot listen on Unix socket {path}: another process listens on it. Choose another path, or stop that process.", null);
    }

    /// <summary>Removes the file if it is there.</summary>
    public static void Remove(UnixDomainSocketEndPoint endpoint)
    {
        if (PathOf(endpoint) is not { } path)
            return;
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Its folder is gone, and the file with it.
        }
    }

    // Names that start with '@' are abstract on Linux: they have no file.
    private static string? PathOf(UnixDomainSocketEndPoint endpoint) =>
        endpoint.ToString() is { Length: > 0 } path && path[0] != '@' ? path : null;

    // A socket can't be opened as a file; what can be opened holds somebody's data.
    private static bool IsReadable(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
