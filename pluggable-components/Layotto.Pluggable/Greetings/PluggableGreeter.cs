using Grpc.Core;
using Grpc.Health.V1;
using Layotto.Components;
using Layotto.Components.Greetings;
using Layotto.Components.Metadata;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Spec.Pluggable.Hello.V1;

namespace Layotto.Pluggable.Greetings;

/// <summary>Layotto's <c>hello</c> in another process (<c>spec.proto.pluggable.v1.hello.Hello</c>).</summary>
/// <remarks>That contract has no ping, so the process is asked for its health; that it has none of that either is an answer too.</remarks>
internal sealed class PluggableGreeter : IGreeter
{
    private readonly ComponentSocket _socket;
    private readonly ComponentLink _link;
    private Hello.HelloClient _client = null!;

    public PluggableGreeter(ComponentSocket socket)
    {
        _socket = socket;
        _link = new ComponentLink(
            socket, InitialiseAsync, static (invoker, options) => new Health.HealthClient(invoker).CheckAsync(new HealthCheckRequest(), options).ResponseAsync);
    }

    /// <summary>The greeting, the setting <c>hello</c> of Layotto's configuration file.</summary>
    public static MetadataField<string> Greeting { get; } = MetadataField.Text("hello", "What the process greets with.");

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await _link.StartAsync(context, cancellationToken).ConfigureAwait(false);
        _client = new Hello.HelloClient(_link.Invoker);
    }

    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _link.PingAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ComponentException exception) when (exception.InnerException is RpcException { StatusCode: StatusCode.Unimplemented or StatusCode.NotFound })
        {
            // It answers.
        }
    }

    /// <inheritdoc/>
    public async ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken)
    {
        var call = _client.SayHelloAsync(new HelloRequest { Name = name }, cancellationToken: cancellationToken);
        return (await _link.AnswerAsync(call, cancellationToken).ConfigureAwait(false)).HelloString;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task InitialiseAsync(CallInvoker invoker, CancellationToken cancellationToken)
    {
        var config = new HelloConfig { Type = _socket.Name, HelloString = Greeting.Read(_link.Context.Metadata) };
        config.Metadata.AddAll(_link.Properties);
        await new Hello.HelloClient(invoker).InitAsync(config, cancellationToken: cancellationToken).ConfigureAwait(false);
    }
}
