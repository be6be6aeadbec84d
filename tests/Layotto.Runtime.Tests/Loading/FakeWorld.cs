using System.Collections.Concurrent;
using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using Layotto.Runtime.Loading;

namespace Layotto.Runtime.Tests.Loading;

/// <summary>A loader over component types whose behaviour the test scripts.</summary>
internal sealed class FakeWorld : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _told = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ComponentLoader? _loader;

    public FakeWorld()
    {
        Add(ComponentKind.State, "fake", MetadataSchema.Open, () => new FakeComponent(this), "alias");
        Add(ComponentKind.State, "strict", new MetadataSchema(MetadataField.Integer("size", "The size."), MetadataField.Text("host", "The host.") with { IsRequired = true }), () => new FakeComponent(this));
        Add(ComponentKind.SecretStore, "fake", MetadataSchema.Open, () => new FakeSecretStore(this));
        Add(ComponentKind.State, "unmade", MetadataSchema.Open, () => throw new InvalidOperationException("no parts left"));
    }

    public ComponentCatalogue Catalogue { get; } = new();

    public ComponentRegistry Registry { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public RecordingLoggers Loggers { get; } = new();

    public Dictionary<string, string> Variables { get; } = [];

    public Dictionary<string, IReadOnlyDictionary<string, string>> Secrets { get; } = [];

    public ConcurrentDictionary<string, Func<ComponentContext, CancellationToken, ValueTask>> OnInitialize { get; } = new();

    public ConcurrentDictionary<string, Func<ValueTask>> OnDispose { get; } = new();

    public ComponentLoaderOptions Options { get; set; } = new();

    public IReadOnlyList<string> Told => [.. _told];

    public ComponentLoader Loader => _loader ??= new ComponentLoader(
        Catalogue,
        Registry,
        new RuntimeIdentity("cart") { Namespace = "shop", PodName = "pod-0", Environment = Variables.GetValueOrDefault },
        Loggers,
        Options,
        Time,
        new Random(1));

    public void Tell(string happening)
    {
        _told.Enqueue(happening);
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Waits until something has been told, as often as asked for.</summary>
    public async Task WaitForAsync(string happening, int times = 1)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (_told.Count(told => told == happening) >= times)
                return;
            await changed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    public Task LoadAsync(params ComponentSpecification[] specifications)
        => Loader.LoadAsync(specifications, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public async Task<IReadOnlyList<string>> FailAsync(params ComponentSpecification[] specifications)
    {
        var exception = await Assert.ThrowsAsync<ComponentLoadException>(() => LoadAsync(specifications));
        Assert.Equal(string.Join('\n', exception.Failures), exception.Message);
        return [.. exception.Failures.Select(failure => failure.ToString())];
    }

    public ComponentContext ContextOf(string name)
    {
        Assert.True(Registry.TryGet(name, out var instance));
        return ((FakeComponent)instance.Component).Context!;
    }

    public static ComponentSpecification Store(string name, params MetadataItem[] metadata)
        => new() { Name = name, Type = "state.fake", Version = "v1", Metadata = metadata };

    public static ComponentSpecification SecretStore(string name, params MetadataItem[] metadata)
        => new() { Name = name, Type = "secretstores.fake", Version = "v1", Metadata = metadata };

    public static MetadataItem Value(string name, string? value) => new() { Name = name, Value = value };

    public static MetadataItem Secret(string name, string secret, string? key = null)
        => new() { Name = name, SecretKeyRef = new SecretKeyReference(secret, key ?? secret) };

    public static MetadataItem Variable(string name, string variable) => new() { Name = name, EnvRef = variable };

    public async ValueTask DisposeAsync()
    {
        if (_loader is not null)
            await _loader.DisposeAsync();
    }

    private void Add(ComponentKind kind, string name, MetadataSchema schema, Func<IComponent> create, params string[] aliases)
        => Catalogue.Add(new ComponentDescriptor { Kind = kind, Name = name, Aliases = aliases, Summary = "A component of the tests.", Schema = schema, Create = create });
}
