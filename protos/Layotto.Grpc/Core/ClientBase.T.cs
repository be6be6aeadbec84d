namespace Grpc.Core;

/// <summary>The base of every generated client, which knows its own type.</summary>
/// <typeparam name="T">The client.</typeparam>
public abstract class ClientBase<T> : ClientBase
    where T : ClientBase<T>
{
    /// <summary>Makes a client without a channel, for test doubles only: every call fails.</summary>
    protected ClientBase()
    {
    }

    /// <summary>Makes a client of a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    protected ClientBase(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>Makes a client of a channel.</summary>
    /// <param name="channel">The channel.</param>
    protected ClientBase(ChannelBase channel)
        : base(channel)
    {
    }

    /// <summary>Makes a client of an invoker.</summary>
    /// <param name="callInvoker">The invoker.</param>
    protected ClientBase(CallInvoker callInvoker)
        : base(callInvoker)
    {
    }

    /// <summary>The same client, calling another authority over the same channel.</summary>
    /// <param name="host">The authority.</param>
    public T WithHost(string host) => NewInstance(Configuration.WithHost(host));

    /// <summary>Makes another client of this type.</summary>
    /// <param name="configuration">What it is made of.</param>
    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}
