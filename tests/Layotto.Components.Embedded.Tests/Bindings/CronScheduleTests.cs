using System.Globalization;
using Layotto.Components.Embedded.Bindings.Cron;

namespace Layotto.Components.Embedded.Tests.Bindings;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("* * * * *", "2030-01-02 03:04:05", "2030-01-02 03:05:00")]
    [InlineData("*/15 * * * * *", "2030-01-02 03:04:05", "2030-01-02 03:04:15")]
    [InlineData("0 30 * * * *", "2030-01-02 03:04:05", "2030-01-02 03:30:00")]
    [InlineData("30 4 1 * *", "2030-01-02 03:04:05", "2030-02-01 04:30:00")]
    [InlineData("0 0 * * SUN", "2030-01-02 03:04:05", "2030-01-06 00:00:00")]
    [InlineData("0 0 ? JAN,MAR ?", "2030-01-31 03:04:05", "2030-03-01 00:00:00")]
    [InlineData("5/20 * * * *", "2030-01-02 03:04:05", "2030-01-02 03:05:00")]
    [InlineData("@every 5s", "2030-01-02 03:04:05", "2030-01-02 03:04:10")]
    [InlineData("@every 1h30m", "2030-01-02 03:04:05", "2030-01-02 04:34:05")]
    [InlineData("@hourly", "2030-01-02 03:04:05", "2030-01-02 04:00:00")]
    [InlineData("@daily", "2030-01-02 03:04:05", "2030-01-03 00:00:00")]
    [InlineData("@midnight", "2030-01-02 03:04:05", "2030-01-03 00:00:00")]
    [InlineData("@weekly", "2030-01-02 03:04:05", "2030-01-06 00:00:00")]
    [InlineData("@monthly", "2030-01-02 03:04:05", "2030-02-01 00:00:00")]
    [InlineData("@yearly", "2030-01-02 03:04:05", "2031-01-01 00:00:00")]
    [InlineData("  0   0 *  * 0 ", "2030-01-02 03:04:05", "2030-01-06 00:00:00")]
    public void Next_time_is_found(string schedule, string after, string expected)
        => Assert.Equal(Time(expected), CronSchedule.Parse("TZ=UTC " + schedule).Next(Time(after)));

    // The 5th of January 2030 is a Saturday, and the 4th a Friday.
    [Theory]
    [InlineData("0 0 5 * FRI", "2030-01-04 00:00:00", "2030-01-05 00:00:00")]
    [InlineData("0 0 5 * FRI", "2030-01-02 00:00:00", "2030-01-04 00:00:00")]
    [InlineData("0 0 */10 * FRI", "2030-01-04 00:00:00", "2030-01-11 00:00:00")]
    [InlineData("0 0 * * FRI", "2030-01-04 00:00:00", "2030-01-11 00:00:00")]
    public void Either_field_of_days_is_enough(string schedule, string after, string expected)
        => Assert.Equal(Time(expected), CronSchedule.Parse("CRON_TZ=UTC " + schedule).Next(Time(after)));

    [Fact]
    public void Interval_ends_on_a_whole_millisecond()
    {
        var after = Time("2030-01-02 03:04:05").AddTicks(12_345);

        Assert.Equal(Time("2030-01-02 03:04:05").AddMilliseconds(1 + 250), CronSchedule.Parse("@every 250ms").Next(after));
    }

    [Fact]
    public void Schedule_can_come_to_an_end()
        => Assert.Null(CronSchedule.Parse("TZ=UTC 0 0 30 2 *").Next(Time("2030-01-02 00:00:00")));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("61 * * * *")]
    [InlineData("* * * * nonsense")]
    [InlineData("@nonsense")]
    [InlineData("@every")]
    [InlineData("@every nonsense")]
    [InlineData("@every 0s")]
    [InlineData("@every -5s")]
    [InlineData("TZ=Nowhere/Nothing * * * * *")]
    [InlineData("TZ=UTC")]
    public void Wrong_schedule_is_refused(string schedule) => Assert.Throws<FormatException>(() => CronSchedule.Parse(schedule));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
