using System.Text;
using Layotto.Components.Bindings;
using Layotto.Runtime.Bindings;

namespace Layotto.Runtime.Tests.Bindings;

internal sealed class FakeApp : IBindingApp
{
    public List<string> Asked { get; } = [];

    public List<string> Delivered { get; } = [];

    public Func<string, CancellationToken, Task<bool>> Takes { get; set; } = (_, _) => Task.FromResult(true);

    public Func<BindingEvent, Task<BindingDelivery>> Answer { get; set; } = _ => Task.FromResult(new BindingDelivery());

    public async ValueTask<bool> TakesAsync(string name, string route, CancellationToken cancellationToken)
    {
        Asked.Add($"{name} {route}");
        return await Takes(name, cancellationToken);
    }

    public async ValueTask<BindingDelivery> DeliverAsync(string name, string route, BindingEvent received, CancellationToken cancellationToken)
    {
        Delivered.Add($"{name} {route} {Encoding.UTF8.GetString(received.Data.Span)}");
        return await Answer(received);
    }
}
