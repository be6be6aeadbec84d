using Layotto.Components;
using Layotto.Components.NameResolution;

namespace Layotto.Runtime.Tests.Invocation;

/// <summary>A resolver whose answers a test writes, and that remembers what it was asked and told.</summary>
internal sealed class FakeResolver : INameResolver
{
    public List<NameResolutionRequest> Requests { get; } = [];

    public SidecarRegistration? Registration { get; private set; }

    public Func<NameResolutionRequest, IReadOnlyList<string>> Answer { get; set; } = _ => ["127.0.0.1:1"];

    public Func<CancellationToken, Task> OnInitialize { get; set; } = _ => Task.CompletedTask;

    public Exception? RegistrationFailure { get; set; }

    public bool IsDisposed { get; private set; }

    public ComponentContext? Context { get; private set; }

    public IReadOnlyList<string> Features => [];

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        Context = context;
        return new ValueTask(OnInitialize(cancellationToken));
    }

    public ValueTask RegisterAsync(SidecarRegistration registration, CancellationToken cancellationToken)
    {
        Registration = registration;
        return RegistrationFailure is { } failure ? ValueTask.FromException(failure) : ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<string>> ResolveAsync(NameResolutionRequest request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        return new ValueTask<IReadOnlyList<string>>(Answer(request));
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
