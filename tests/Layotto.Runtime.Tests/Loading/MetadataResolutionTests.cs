using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;
using static Layotto.Runtime.Tests.Loading.FakeWorld;

namespace Layotto.Runtime.Tests.Loading;

public sealed class MetadataResolutionTests : IAsyncDisposable
{
    private readonly FakeWorld _world = new();

    public MetadataResolutionTests()
        => _world.Secrets["redis"] = new Dictionary<string, string> { ["password"] = "hunter2", ["redis"] = "whole" };

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Values_secrets_and_variables_are_put_together()
    {
        _world.Variables["HOST"] = "h";
        await _world.LoadAsync(
            SecretStore("vault"),
            Store(
                "store",
                Value("plain", "v"),
                Value("nothing", null),
                Secret("password", "redis", "password"),
                Secret("whole", "redis"),
                Variable("host", "HOST"),
                Variable("unset", "UNSET"),
                new MetadataItem { Name = "valueAndSecret", Value = "v", SecretKeyRef = new("redis", "password") },
                new MetadataItem { Name = "valueAndVariable", Value = "v", EnvRef = "HOST" },
                new MetadataItem { Name = "secretAndVariable", SecretKeyRef = new("redis", "password"), EnvRef = "HOST" },
                Value("twice", "1"),
                Value("twice", "2")) with
            { SecretStore = "vault", Namespace = "shop" });

        var context = _world.ContextOf("store");
        Assert.Equal(
            ["plain=v", "nothing=", "password=hunter2", "whole=whole", "host=h", "unset=", "valueAndSecret=hunter2", "valueAndVariable=v", "secretAndVariable=h", "twice=2"],
            context.Metadata.Select(item => $"{item.Key}={item.Value}"));
        Assert.True(context.Metadata.IsSecret("password"));
        Assert.False(context.Metadata.IsSecret("secretAndVariable"));
        Assert.Equal(("cart", "shop", "state.fake", "v1"), (context.AppId, context.Namespace, context.Type, context.Version));
        Assert.Single(_world.Told, told => told == "read redis for shop");
    }

    [Fact]
    public async Task Placeholders_are_filled_in_wherever_a_value_is_from()
    {
        _world.Variables["V"] = "{podName}";
        await _world.LoadAsync(Store("store", Value("a", "{namespace}/{appID}"), Variable("b", "V"), Value("c", "{uuid}")));

        var metadata = _world.ContextOf("store").Metadata;
        Assert.Equal("shop.cart/cart", metadata["a"]);
        Assert.Equal("pod-0", metadata["b"]);
        Assert.True(Guid.TryParse(metadata["c"], out _));
    }

    [Theory]
    [InlineData("APP_API_TOKEN")]
    [InlineData("dapr_api_token")]
    [InlineData("A B")]
    public async Task Variables_of_the_sidecar_stay_empty_with_a_warning(string name)
    {
        _world.Variables[name] = "hunter2";
        await _world.LoadAsync(Store("store", Variable("a", name)));

        Assert.Equal("", _world.ContextOf("store").Metadata["a"]);
        Assert.Contains(_world.Loggers.Lines, line => line.StartsWith($"Warning Component store references an env variable that isn't allowed: {name}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_allow_list_leaves_out_all_other_variables()
    {
        _world.Variables[EnvironmentReferences.AllowListVariable] = "GOOD OTHER";
        _world.Variables["GOOD"] = "g";
        _world.Variables["BAD"] = "b";
        await _world.LoadAsync(Store("store", Variable("a", "GOOD"), Variable("b", "BAD")));

        Assert.Equal("g", _world.ContextOf("store").Metadata["a"]);
        Assert.Equal("", _world.ContextOf("store").Metadata["b"]);
    }

    [Theory]
    [InlineData("", "redis", "redis", "names no secret store")]
    [InlineData("none", "redis", "redis", "but there is no such component that is up")]
    [InlineData("other", "redis", "redis", "but other (state.fake/v1) is no secret store")]
    [InlineData("vault", "gone", "gone", "which can't give it: there is no secret gone.")]
    [InlineData("vault", "redis", "gone", "but the secret has no such key")]
    public async Task A_reference_that_leads_nowhere_is_an_error_that_names_everything(string store, string secret, string key, string reason)
    {
        var failures = await _world.FailAsync(SecretStore("vault"), Store("other"), Store("a", Secret("redisPassword", secret, key), Secret("fine", "redis", "password")) with { SecretStore = store });

        var failure = Assert.Single(failures);
        Assert.Contains("process component a error", failure, StringComparison.Ordinal);
        Assert.Contains("\"redisPassword\"", failure, StringComparison.Ordinal);
        Assert.Contains($"\"{secret}\"", failure, StringComparison.Ordinal);
        Assert.Contains(reason, failure, StringComparison.Ordinal);
        Assert.Contains(store.Length == 0 ? "auth" : $"\"{store}\"", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_of_the_wrong_sort_isnt_shown()
    {
        var failure = Assert.Single(await _world.FailAsync(SecretStore("vault"), Store("a", Secret("size", "redis", "password"), Value("host", "h")) with { Type = "state.strict", SecretStore = "vault" }));

        Assert.Contains("\"size\" has a value that can't be used", failure, StringComparison.Ordinal);
        Assert.DoesNotContain(_world.Loggers.Lines.Append(failure), line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_couldnt_start_is_said_not_to_be_up()
    {
        _world.OnInitialize["vault"] = (_, _) => throw new ComponentException("sealed");

        var failure = Assert.Single(await _world.FailAsync(SecretStore("vault") with { IgnoreErrors = true }, Store("a", Secret("p", "redis")) with { SecretStore = "vault" }));

        Assert.Contains("but that store isn't up", failure, StringComparison.Ordinal);
    }
}
