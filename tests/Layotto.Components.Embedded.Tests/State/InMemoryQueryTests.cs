using System.Text;
using Layotto.Components.Embedded.State;
using Layotto.Components.State;
using Layotto.Components.State.Query;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.State;

public sealed class InMemoryQueryTests : IAsyncLifetime
{
    private readonly InMemoryStateStore _store = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(TestContexts.Create(), CancellationToken);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Members_of_different_types_sort_by_type()
    {
        await WriteAsync(
            ("text", """{"a":"1"}"""), ("number", """{"a":2.5}"""), ("true", """{"a":true}"""), ("null", """{"a":null}"""), ("missing", "{}"),
            ("object", """{"a":{}}"""), ("scalar", "7"));

        Assert.Equal(
            "null missing scalar true number text object",
            await QueryAsync("""{"sort":[{"key":"a"}]}"""));
    }

    [Fact]
    public async Task Values_without_an_order_come_as_they_came_in()
    {
        await WriteAsync(("b", "1"), ("a", "2"), ("c", "3"), ("b", "4"));

        Assert.Equal("b a c", await QueryAsync("{}"));
    }

    [Fact]
    public async Task Value_with_a_string_that_is_no_unicode_is_passed_over()
    {
        await WriteAsync(("good", """{"a":"x"}"""), ("bad", "{\"a\":\"\\ud800\"}"));

        Assert.Equal("good", await QueryAsync("""{"filter":{"GT":{"a":""}}}"""));
    }

    [Fact]
    public async Task Offset_beyond_the_end_answers_with_nothing()
    {
        await WriteAsync(("a", "1"));

        Assert.Equal("", await QueryAsync("""{"page":{"limit":5,"token":"100"}}"""));
    }

    private async Task WriteAsync(params (string Key, string Value)[] values)
    {
        foreach (var (key, value) in values)
        {
            await _store.SetAsync(
                new StateSetRequest(
                    key, Encoding.UTF8.GetBytes(value), null, StateConcurrency.Unspecified, StateConsistency.Unspecified, StateValue.NoMetadata),
                CancellationToken);
        }
    }

    private async Task<string> QueryAsync(string query)
    {
        var page = await _store.QueryAsync(StateQueryParser.Parse(query), StateValue.NoMetadata, CancellationToken);
        return string.Join(' ', page.Items.Select(item => item.Key));
    }
}
