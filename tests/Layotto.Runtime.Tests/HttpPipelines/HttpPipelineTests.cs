using Layotto.Components;
using Layotto.Runtime.Errors;
using Layotto.Runtime.HttpPipelines;
using Microsoft.AspNetCore.Http;

namespace Layotto.Runtime.Tests.HttpPipelines;

/// <summary>The order of a pipeline, what it leaves out, and what becomes of it while components change.</summary>
public sealed class HttpPipelineTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly PipelineWorld _world = new();

    [Fact]
    public async Task Handlers_run_in_the_order_listed()
    {
        Array.ForEach(["c", "b", "a"], name => _world.PutMark(name));

        var context = await RunAsync(_world.Pipeline("a", "b", "c", "a"));

        Assert.Equal(["a", "b", "c", "a"], PipelineWorld.Header(context.Request.Headers, "in"));
        Assert.Equal(["a", "c", "b", "a"], PipelineWorld.Header(context.Response.Headers, "out"));
    }

    [Fact]
    public async Task One_that_does_not_pass_a_request_on_ends_it()
    {
        _world.Put("wall", (context, _) =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        _world.PutMark("behind");
        var end = new End();

        var context = await RunAsync(_world.Pipeline("wall", "behind"), end);

        Assert.Equal((401, 0), (context.Response.StatusCode, end.Count));
        Assert.Empty(PipelineWorld.Header(context.Request.Headers, "in"));
    }

    [Fact]
    public async Task What_is_not_loaded_is_skipped_and_the_log_says_what_is()
    {
        _world.PutMark("a");
        _world.Put("broken", (_, _) => throw new InvalidOperationException(), ComponentHealth.Failed);
        var pipeline = _world.Pipeline(
            new HttpPipelineHandler("missing", PipelineWorld.Type, "v1"),
            new HttpPipelineHandler("a", "middleware.http.other", ""),
            new HttpPipelineHandler("a", PipelineWorld.Type, "v2"),
            new HttpPipelineHandler("broken", PipelineWorld.Type, ""),
            new HttpPipelineHandler("a", "Middleware.Http.Fake", "v0"));

        var context = await RunAsync(pipeline);
        await RunAsync(pipeline);

        Assert.Equal(["a"], PipelineWorld.Header(context.Request.Headers, "in"));
        var warning = Assert.Single(_world.Warnings);
        Assert.Contains("httpPipeline", warning, StringComparison.Ordinal);
        Assert.Contains("missing (middleware.http.fake/v1): there is no such component", warning, StringComparison.Ordinal);
        Assert.Contains("a (middleware.http.other): the component of that name is of the type middleware.http.fake", warning, StringComparison.Ordinal);
        Assert.Contains("the component is of the version v1", warning, StringComparison.Ordinal);
        Assert.Contains("broken (middleware.http.fake): the component couldn't be started", warning, StringComparison.Ordinal);
        Assert.Contains("loaded: a (middleware.http.fake)", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_pipeline_is_the_end_itself()
    {
        var pipeline = _world.Pipeline(Array.Empty<string>());
        var end = new End();
        var context = new DefaultHttpContext();

        Assert.True(pipeline.IsEmpty);
        Assert.True(pipeline.InvokeAsync(context, end).IsCompletedSuccessfully);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var going = pipeline.InvokeAsync(context, end);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        await going;
        Assert.Equal(2, end.Count);
    }

    [Fact]
    public async Task Components_that_come_change_and_go_are_followed()
    {
        var pipeline = _world.Pipeline("a");
        Assert.Empty(PipelineWorld.Header((await RunAsync(pipeline)).Request.Headers, "in"));

        _world.PutMark("a", "first");
        await pipeline.ComponentChangedAsync(null, null, TestContext.Current.CancellationToken);
        Assert.Equal(["first"], PipelineWorld.Header((await RunAsync(pipeline)).Request.Headers, "in"));

        _world.PutMark("a", "second");
        Assert.Equal(["second"], PipelineWorld.Header((await RunAsync(pipeline)).Request.Headers, "in"));

        _world.Registry.Remove("a");
        Assert.Empty(PipelineWorld.Header((await RunAsync(pipeline)).Request.Headers, "in"));
        Assert.Equal(2, _world.Warnings.Count);
    }

    [Fact]
    public async Task A_request_holds_its_components_until_it_is_through()
    {
        var isInside = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        _world.PutMark("a");
        _world.Put("b", async (context, next) =>
        {
            isInside.SetResult();
            await goOn.Task;
            await next(context);
        });
        var request = RunAsync(_world.Pipeline("a", "b"));
        await isInside.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

        var replaced = _world.PutMark("a", "new")!;
        var retired = replaced.RetireAsync();
        Assert.False(retired.IsCompleted);
        goOn.SetResult();

        Assert.Equal(["a"], PipelineWorld.Header((await request).Request.Headers, "in"));
        await retired.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task One_that_was_stopped_without_being_taken_out_is_not_passed_by()
    {
        _world.PutMark("a");
        var pipeline = _world.Pipeline("a");
        Assert.True(_world.Registry.TryGet("a", out var instance));
        await instance.RetireAsync();
        var end = new End();

        var error = await Assert.ThrowsAsync<ApiException>(() => RunAsync(pipeline, end));

        Assert.Equal((ErrorKind.Unavailable, 0), (error.Kind, end.Count));
    }

    [Fact]
    public async Task One_that_has_failed_since_it_was_started_is_not_passed_by()
    {
        _world.PutMark("a");
        Assert.True(_world.Registry.TryGet("a", out var instance));
        instance.Report(ComponentHealth.Failed, "its process is away");

        var context = await RunAsync(_world.Pipeline("a"));

        Assert.Equal(["a"], PipelineWorld.Header(context.Request.Headers, "in"));
        Assert.Empty(_world.Warnings);
    }

    [Fact]
    public async Task A_middleware_that_throws_leaves_no_use_behind()
    {
        _world.Put("a", (_, _) => throw new InvalidOperationException("broken"));
        var pipeline = _world.Pipeline("a");

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(pipeline));

        Assert.True(_world.Registry.TryGet("a", out var instance));
        await instance.RetireAsync().WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Swapped_under_load_every_request_passes_one_whole_chain_of_living_components()
    {
        const int Requests = 4000;
        _world.PutMark("a", "0");
        _world.PutMark("b", "0");
        var pipeline = _world.Pipeline("a", "b");
        using var stop = new CancellationTokenSource();
        var swaps = 0;
        var swapping = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested || swaps < 10)
            {
                swaps++;
                foreach (var name in new[] { "a", "b" })
                {
                    var replaced = _world.PutMark(name, $"{swaps}")!;
                    await pipeline.ComponentChangedAsync(replaced, null, CancellationToken.None);
                    await replaced.RetireAsync().WaitAsync(Deadline);
                    await replaced.Component.DisposeAsync();
                }
            }
        }, TestContext.Current.CancellationToken);
        var end = new End { Yields = true };

        var runs = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var index = 0; index < Requests / 4; index++)
            {
                var context = await RunAsync(pipeline, end);
                var marks = PipelineWorld.Header(context.Request.Headers, "in");
                Assert.Equal(marks.Reverse(), PipelineWorld.Header(context.Response.Headers, "out"));
                Assert.Equal(2, marks.Length);
            }
        }));
        await Task.WhenAll(runs).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await swapping.WaitAsync(Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(Requests, end.Count);
    }

    private static async Task<HttpContext> RunAsync(HttpPipeline pipeline, End? end = null)
    {
        var context = new DefaultHttpContext();
        await pipeline.InvokeAsync(context, end ?? new End()).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        return context;
    }

    private sealed class End : IHttpPipelineEnd
    {
        private int _count;

        public int Count => _count;

        public bool Yields { get; init; }

        public Task InvokeAsync(HttpContext context)
        {
            Interlocked.Increment(ref _count);
            return Yields ? YieldAsync() : Task.CompletedTask;
        }

        private static async Task YieldAsync() => await Task.Yield();
    }
}
