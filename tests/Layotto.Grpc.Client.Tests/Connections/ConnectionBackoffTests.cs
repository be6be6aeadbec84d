using Layotto.Grpc.Client.Connections;

namespace Layotto.Grpc.Client.Tests.Connections;

public sealed class ConnectionBackoffTests
{
    [Fact]
    public void Backoff_grows_by_the_multiplier_up_to_the_maximum()
    {
        var backoff = new ConnectionBackoff(new ReconnectOptions { MaxBackoff = TimeSpan.FromSeconds(4) }, () => 0.5);

        double[] seconds = [.. Enumerable.Range(0, 6).Select(_ => Math.Round(backoff.Next().TotalSeconds, 4))];

        Assert.Equal([1, 1.6, 2.56, 4, 4, 4], seconds);
    }

    [Theory]
    [InlineData(0, 1.28)]
    [InlineData(0.999999, 1.92)]
    public void Jitter_spreads_every_backoff_but_the_first(double random, double secondBackoff)
    {
        var backoff = new ConnectionBackoff(new ReconnectOptions(), () => random);

        Assert.Equal(1, backoff.Next().TotalSeconds, 3);
        Assert.Equal(secondBackoff, backoff.Next().TotalSeconds, 3);
    }

    [Fact]
    public void Attempt_may_take_as_long_as_the_backoff_but_never_less_than_the_minimum()
    {
        var backoff = new ConnectionBackoff(new ReconnectOptions(), () => 0.5);
        Assert.Equal(20, backoff.ConnectTimeout.TotalSeconds);

        for (var failure = 0; failure < 30; failure++)
            backoff.Next();

        Assert.Equal(120, backoff.ConnectTimeout.TotalSeconds);
        backoff.Reset();
        Assert.Equal(20, backoff.ConnectTimeout.TotalSeconds);
        Assert.Equal(1, backoff.Next().TotalSeconds);
    }
}
