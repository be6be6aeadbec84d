namespace Grpc.Core;

/// <summary>The base of clients that are generated with the plugin's <c>lite_client</c> option.</summary>
public abstract class LiteClientBase
{
    /// <summary>Makes a client without a channel, for test doubles only: every call fails.</summary>
    protected LiteClientBase() => CallInvoker = UnusableCallInvoker.Instance;

    /// <summary>Makes a client of a channel.</summary>
    /// <param name="channel">The channel.</param>
    protected LiteClientBase(ChannelBase channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        CallInvoker = channel.CreateCallInvoker();
    }

    /// <summary>Makes a client of an invoker.</summary>
    /// <param name="callInvoker">The invoker.</param>
    protected LiteClientBase(CallInvoker callInvoker)
    {
        ArgumentNullException.ThrowIfNull(callInvoker);
        CallInvoker = callInvoker;
    }

    /// <summary>What starts this client's calls.</summary>
    protected CallInvoker CallInvoker { get; }
}
