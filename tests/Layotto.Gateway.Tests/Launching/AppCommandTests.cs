using Layotto.Gateway.Launching;
using Layotto.Gateway.Tests.Support;

namespace Layotto.Gateway.Tests.Launching;

public class AppCommandTests
{
    [Fact]
    public void A_plain_name_is_looked_for_in_PATH()
    {
        using var empty = new TemporaryDirectory();
        using var directory = new TemporaryDirectory();
        var program = directory.WriteScript("program", "#!/bin/sh\n");
        Assert.Equal(0, AppCommand.Find("program", $"{empty.Path}::{directory.Path}", out var path, out _));
        Assert.Equal(program, path);
    }

    [Fact]
    public void What_cannot_be_run_is_passed_over_for_what_can()
    {
        using var first = new TemporaryDirectory();
        first.Write("program", "");
        using var second = new TemporaryDirectory();
        var program = second.WriteScript("program", "#!/bin/sh\n");
        Assert.Equal(0, AppCommand.Find("program", $"{first.Path}:{second.Path}", out var path, out _));
        Assert.Equal(program, path);
        Assert.Equal(126, AppCommand.Find("program", first.Path, out _, out var reason));
        Assert.Contains("chmod +x", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program", "/usr/bin", 127, "in any directory of PATH")]
    [InlineData("ls", "", 127, "PATH is empty")]
    [InlineData("ls", null, 127, "PATH is empty")]
    [InlineData("./no-such-program", "/usr/bin", 127, "there is no program \"./no-such-program\".")]
    [InlineData("/etc", "/usr/bin", 126, "is a directory")]
    [InlineData("/etc/passwd", "/usr/bin", 126, "can't be run")]
    public void A_program_that_is_not_there_has_the_exit_code_of_a_shell(string name, string? searchPath, int exitCode, string part)
    {
        Assert.Equal(exitCode, AppCommand.Find(name, searchPath, out _, out var reason));
        Assert.Contains(part, reason, StringComparison.Ordinal);
    }
}
