using Layotto.Benchmarks.Machine;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Machine;

public sealed class LoadAverageTests
{
    [Fact]
    public void The_first_number_is_the_last_minute() => Assert.Equal(0.23, LoadAverage.Parse("0.23 0.55 0.11 1/200 4523\n"));

    [Fact]
    public void This_machine_can_be_described()
    {
        var machine = MachineDescription.Read();
        Assert.NotEmpty(machine.Kernel);
        Assert.NotEmpty(machine.Processor);
        Assert.True(machine.Cores > 0);
    }
}
