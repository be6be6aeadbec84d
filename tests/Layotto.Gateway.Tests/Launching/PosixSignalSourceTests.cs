using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.Launching;

public class PosixSignalSourceTests
{
    // The other signals would stop the test runner, which listens to them too.
    [Fact]
    public async Task A_signal_is_handled_and_does_nothing_else_to_the_process()
    {
        var received = new TaskCompletionSource<PosixSignal>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = new PosixSignalSource().Subscribe(received.SetResult);
        using var kill = Process.Start("kill", ["-HUP", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        Assert.Equal(PosixSignal.SIGHUP, await received.Task.Within());
    }
}
