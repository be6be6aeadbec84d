using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Http2;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.CommandLine;

public sealed class LoadOptionsParserTests
{
    [Fact]
    public void Arguments_become_options()
    {
        var parser = new LoadOptionsParser();
        var options = parser.Parse(
        [
            "--target", "http://127.0.0.1:3500", "--protocol", "grpc", "--path=/a.B/C", "--connections", "4", "--streams", "8",
            "--rate", "1000.5", "--duration", "3s", "--warmup", "0", "--header", "x-a: b:c", "--body-size", "10", "--grpc-shape",
            "server-stream", "--expect-status", "201", "--expect-length", "7",
        ]);

        Assert.Empty(parser.Errors);
        Assert.NotNull(options);
        Assert.Equal("127.0.0.1:3500", options.Target.Authority);
        Assert.Equal((LoadProtocol.Grpc, "/a.B/C", 4, 8), (options.Protocol, options.Path, options.Connections, options.Streams));
        Assert.Equal((1000.5, TimeSpan.FromSeconds(3), TimeSpan.Zero), (options.Rate, options.Duration, options.WarmUp));
        Assert.Equal(("x-a", "b:c"), Assert.Single(options.Headers));
        Assert.Equal((10, CallShape.ServerStream, 201, 7L), (options.Body.Length, options.Shape, options.ExpectedStatus, options.ExpectedLength));
        Assert.Equal("POST", options.EffectiveMethod);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var parser = new LoadOptionsParser();
        var options = parser.Parse(
            ["--target", "nowhere", "--streams", "4", "--rate", "-1", "--speed", "9", "--header", "none", "--duration"]);

        Assert.Null(options);
        Assert.Collection(
            parser.Errors,
            error => Assert.Contains("--rate '-1'", error, StringComparison.Ordinal),
            error => Assert.Contains("'--speed'", error, StringComparison.Ordinal),
            error => Assert.Contains("'none'", error, StringComparison.Ordinal),
            error => Assert.Contains("'--duration' has no value", error, StringComparison.Ordinal),
            error => Assert.Contains("'nowhere'", error, StringComparison.Ordinal),
            error => Assert.Contains("--streams is for h2c", error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--protocol h2c --grpc-shape ping-pong", "needs --protocol grpc")]
    [InlineData("--protocol grpc --grpc-shape ping-pong --rate 5", "closed loop by its nature")]
    [InlineData("--threads 2", "a thread needs one of its own")]
    [InlineData("--body-size 3 --body-size 4", "a second body")]
    [InlineData("--body-file /does/not/exist", "cannot be read")]
    [InlineData("--protocol quic", "none of http1, h2c, grpc")]
    public void Arguments_that_do_not_fit_are_refused(string arguments, string sentence)
    {
        var parser = new LoadOptionsParser();
        Assert.Null(parser.Parse(["--target", "localhost:1", .. arguments.Split(' ')]));
        Assert.Contains(sentence, Assert.Single(parser.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_target_is_named()
    {
        var parser = new LoadOptionsParser();
        Assert.Null(parser.Parse([]));
        Assert.Contains("--target is missing", Assert.Single(parser.Errors), StringComparison.Ordinal);
    }
}
