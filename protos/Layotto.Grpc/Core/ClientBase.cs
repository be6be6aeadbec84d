namespace Grpc.Core;

/// <summary>The base of every generated client.</summary>
public abstract partial class ClientBase
{
    /// <summary>Makes a client without a channel, for test doubles only: every call fails.</summary>
    protected ClientBase()
        : this(new ClientBaseConfiguration(UnusableCallInvoker.Instance, null))
    {
    }

    /// <summary>Makes a client of a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        CallInvoker = configuration.CreateDecoratedCallInvoker();
    }

    /// <summary>Makes a client of a channel.</summary>
    /// <param name="channel">The channel.</param>
    protected ClientBase(ChannelBase channel)
        : this(new ClientBaseConfiguration((channel ?? throw new ArgumentNullException(nameof(channel))).CreateCallInvoker(), null))
    {
    }

    /// <summary>Makes a client of an invoker.</summary>
    /// <param name="callInvoker">The invoker.</param>
    protected ClientBase(CallInvoker callInvoker)
        : this(new ClientBaseConfiguration(callInvoker, null))
    {
    }

    /// <summary>What starts this client's calls.</summary>
    protected CallInvoker CallInvoker { get; }

    /// <summary>What this client was made of.</summary>
    internal ClientBaseConfiguration Configuration { get; }
}
