using Layotto.LoadGenerator.Schedules;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Schedules;

public sealed class ArrivalScheduleTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Requests_are_due_at_even_distances_from_the_start()
    {
        var schedule = new ArrivalSchedule(5 * Second, 1000, 6 * Second);

        Assert.Equal(1000, schedule.Total);
        Assert.Equal(5 * Second, schedule.DueAt(0));
        Assert.Equal((5 * Second) + 250_000_000, schedule.DueAt(250));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7.5)]
    [InlineData(333.333)]
    [InlineData(99_999.9)]
    public void A_request_counts_as_due_from_its_very_nanosecond_on(double rate)
    {
        var schedule = new ArrivalSchedule(123, rate, 123 + (10 * Second));
        for (var number = 0L; number < Math.Min(schedule.Total, 5000); number++)
        {
            Assert.Equal(number, schedule.CountDue(schedule.DueAt(number) - 1));
            Assert.Equal(number + 1, schedule.CountDue(schedule.DueAt(number)));
        }
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(0.5, 1)]
    [InlineData(1_000_000, 1_000_000)]
    public void A_second_holds_as_many_requests_as_the_rate_says(double rate, long expected) =>
        Assert.Equal(expected, new ArrivalSchedule(0, rate, Second).Total);

    [Fact]
    public void Nothing_is_due_before_the_start_and_nothing_more_after_the_end()
    {
        var schedule = new ArrivalSchedule(Second, 100, 2 * Second);

        Assert.Equal(0, schedule.CountDue(Second - 1));
        Assert.Equal(100, schedule.CountDue(long.MaxValue - 1));
    }

    [Fact]
    public void A_rate_of_zero_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArrivalSchedule(0, 0, Second));
}
