using Microsoft.AspNetCore.Http;

namespace Layotto.Grpc.Server;

/// <summary>Is told of every call that a server's methods have answered, for whoever measures them.</summary>
public interface IServerCallObserver
{
    /// <summary>A call has ended. Called on the thread that ended it; it must neither block nor throw.</summary>
    /// <param name="http">The request under the call; only to be used until this returns.</param>
    /// <param name="call">What is known of the call.</param>
    void CallEnded(HttpContext http, in ServerCallReport call);
}
