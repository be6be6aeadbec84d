using System.Text.Json;
using System.Text.RegularExpressions;
using Layotto.Gateway.Launching;
using Layotto.Gateway.Logging;
using Layotto.Gateway.Tests.Support;
using Microsoft.Extensions.Logging;
using Serilog.Events;
using Serilog.Parsing;

namespace Layotto.Gateway.Tests.Logging;

public partial class LogLineTests
{
    private static readonly GatewayOptions Json = LogLines.Options with { LogAsJson = true };

    [Fact]
    public void A_line_has_the_keys_of_daprd_in_its_order()
    {
        var line = LogLines.Of(logger => logger.LogInformation("app is subscribed to {Topic}", "a b"));
        Assert.Matches(
            $"""^time="\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*[1-9])?(Z|[+-]\d\d:\d\d)" level=info msg="app is subscribed to a b" app_id=orders instance=host-1 scope=dapr\.runtime type=log ver={Regex.Escape(ProductVersion.Version)}\n$""",
            line);
    }

    [Fact]
    public void A_line_of_JSON_has_the_same_keys()
    {
        var line = LogLines.Of(Json, loggers => loggers.CreateLogger("dapr.runtime.http").LogWarning("it's <late>"));
        using var json = JsonDocument.Parse(line);
        Assert.Equal(
            ["app_id", "instance", "level", "msg", "scope", "time", "type", "ver"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("it's <late>", json.RootElement.GetProperty("msg").GetString());
        Assert.Equal("warning", json.RootElement.GetProperty("level").GetString());
        Assert.Equal("dapr.runtime.http", json.RootElement.GetProperty("scope").GetString());
    }

    [Theory]
    [InlineData(0, "2026-03-04T05:06:07Z")]
    [InlineData(5_000_000, "2026-03-04T05:06:07.5Z")]
    [InlineData(1_234_567, "2026-03-04T05:06:07.1234567Z")]
    public void The_time_has_as_many_decimals_as_it_needs(int ticks, string expected)
    {
        Assert.Equal(expected, TimeOf(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero).AddTicks(ticks)));
    }

    [Fact]
    public void The_time_has_an_offset_elsewhere()
        => Assert.Equal("2026-03-04T05:06:07+05:30", TimeOf(new DateTimeOffset(2026, 3, 4, 5, 6, 7, new TimeSpan(5, 30, 0))));

    [Theory]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Information, "info")]
    [InlineData(LogLevel.Warning, "warning")]
    [InlineData(LogLevel.Error, "error")]
    [InlineData(LogLevel.Critical, "fatal")]
    public void Levels_have_the_names_of_daprd(LogLevel level, string name)
    {
        var text = LogLines.Of(
            LogLines.Options with { LogLevel = LogLevel.Debug }, loggers => loggers.CreateLogger("x").Log(level, "m"));
        Assert.Contains($" level={name} msg=m ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Debug, 5)]
    [InlineData(LogLevel.Information, 4)]
    [InlineData(LogLevel.Warning, 3)]
    [InlineData(LogLevel.Error, 2)]
    [InlineData(LogLevel.Critical, 1)]
    public void What_is_less_severe_than_the_level_is_not_logged(LogLevel level, int lines)
    {
        var text = LogLines.Of(LogLines.Options with { LogLevel = level }, loggers =>
        {
            var logger = loggers.CreateLogger("x");
            for (var each = LogLevel.Trace; each <= LogLevel.Critical; each++)
            {
                Assert.Equal(each >= level, logger.IsEnabled(each));
                logger.Log(each, "m");
            }
        });
        Assert.Equal(lines, text.Count(character => character == '\n'));
    }

    [Fact]
    public void The_web_server_is_quiet_unless_something_is_wrong()
    {
        var text = LogLines.Of(LogLines.Options, loggers =>
        {
            loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").LogInformation("started");
            loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel").LogWarning("slow");
        });
        Assert.DoesNotContain("started", text, StringComparison.Ordinal);
        Assert.Contains("msg=slow app_id=orders instance=host-1 scope=layotto.host ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\ntime=\"2020-01-01T00:00:00Z\" level=fatal msg=forged")]
    [InlineData("x\r\nforged")]
    [InlineData("\u2028forged\u0085")]
    public void A_text_cannot_forge_a_line(string text)
    {
        var line = LogLines.Of(logger => logger.LogInformation("Topic {Topic}", text));
        Assert.Equal(1, line.Count(character => character is '\n' or '\u2028' or '\u0085'));
        Assert.Single(LevelKey().Matches(line.Replace("\\\"", "", StringComparison.Ordinal)), match => !line[..match.Index].Contains("msg=", StringComparison.Ordinal));

        var json = LogLines.Of(Json, loggers => loggers.CreateLogger("x").LogInformation("Topic {Topic}", text));
        Assert.Equal(1, json.Count(character => character == '\n'));
        using var document = JsonDocument.Parse(json);
        Assert.Equal($"Topic {text}", document.RootElement.GetProperty("msg").GetString());
    }

    [Fact]
    public void A_text_with_half_a_character_is_logged_all_the_same()
    {
        var json = LogLines.Of(Json, loggers => loggers.CreateLogger("x").LogInformation("{Text}", "a\ud800b"));
        using var document = JsonDocument.Parse(json);
        Assert.Equal("a\ufffdb", document.RootElement.GetProperty("msg").GetString());
    }

    [Fact]
    public void A_message_that_is_far_too_long_is_cut()
    {
        var line = LogLines.Of(logger => logger.LogInformation("{Text}", new string('x', 1_000_000)));
        Assert.InRange(line.Length, 16 * 1024, 17 * 1024);
        Assert.Contains("… (983616 more characters)", line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_is_told_in_the_line_without_its_stack()
    {
        var line = LogLines.Of(logger => logger.LogError(Thrown(), "Could not publish"));
        Assert.Contains(" msg=\"Could not publish\" app_id=orders error=\"outer: inner\\nsecond line\" instance=", line, StringComparison.Ordinal);
        Assert.DoesNotContain("stack=", line, StringComparison.Ordinal);
        Assert.Equal(1, line.Count(character => character == '\n'));
    }

    [Fact]
    public void A_stack_is_logged_for_those_who_debug()
    {
        var line = LogLines.Of(
            LogLines.Options with { LogLevel = LogLevel.Debug }, loggers => loggers.CreateLogger("x").LogError(Thrown(), "Could not publish"));
        Assert.Contains(" stack=\"System.InvalidOperationException: outer", line, StringComparison.Ordinal);
        Assert.Contains(nameof(Thrown), line, StringComparison.Ordinal);
        Assert.Equal(1, line.Count(character => character == '\n'));
    }

    [Fact]
    public void Properties_in_lower_case_are_fields_and_others_are_not()
    {
        var line = LogLines.Of(logger => logger.Log(
            LogLevel.Information,
            default,
            new List<KeyValuePair<string, object?>>
            {
                new("method", "GET /v1.0/state/x"), new("code", 204), new("RequestPath", "/secret"), new("{OriginalFormat}", "HTTP API Called"),
            },
            null,
            static (_, _) => "HTTP API Called"));
        Assert.Contains(
            " msg=\"HTTP API Called\" app_id=orders code=204 instance=host-1 method=\"GET /v1.0/state/x\" scope=dapr.runtime ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_in_the_message_is_no_field_of_its_own()
    {
        var state = new List<KeyValuePair<string, object?>> { new("topic", "a"), new("{OriginalFormat}", "Subscribed to {topic}") };
        var line = LogLines.Of(logger => logger.Log(LogLevel.Information, default, state, null, static (_, _) => ""));
        Assert.Contains("msg=\"Subscribed to a\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("topic=", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_app_id_is_left_out_when_there_is_none()
        => Assert.DoesNotContain("app_id", LogLines.Of(new GatewayOptions { AppId = "" }, loggers => loggers.CreateLogger("x").LogInformation("m")), StringComparison.Ordinal);

    [Fact]
    public void A_fatal_error_has_the_words_of_daprd()
    {
        var line = LogLines.Of(logger => FatalError.Report(logger, Thrown()));
        Assert.Contains(" level=fatal msg=\"Fatal error from runtime: outer: inner\\nsecond line\" ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("error=", line.Replace("msg=\"Fatal error", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_cannot_be_written_are_counted_and_told_of()
    {
        var output = new FailingOutput { Fails = true };
        using var logging = new GatewayLogging(LogLines.Options, output, "host-1");
        var logger = logging.Loggers.CreateLogger("x");
        logger.LogInformation("one");
        logger.LogInformation("two");
        output.Fails = false;
        logger.LogInformation("three");
        logger.LogInformation("four");
        Assert.Collection(
            output.Lines,
            line => Assert.Contains("level=warning msg=\"2 log lines could not be written and are lost\"", line, StringComparison.Ordinal),
            line => Assert.Contains("msg=three", line, StringComparison.Ordinal),
            line => Assert.Contains("msg=four", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_of_many_threads_do_not_mix()
    {
        var stream = new LineStream();
        using (var logging = new GatewayLogging(LogLines.Options, new StreamLineOutput(new SharedStream(stream), "== X == "), "host-1"))
        {
            var logger = logging.Loggers.CreateLogger("x");
            await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
            {
                for (var line = 0; line < 200; line++)
                    logger.LogInformation("thread {Thread} line {Line}", thread, line);
            }))).Within();
        }

        Assert.Equal(1600, stream.Lines.Count);
        Assert.All(stream.Lines, line => Assert.Matches("^== X == time=\"[^\"]+\" level=info msg=\"thread \\d line \\d+\" app_id=.* ver=[^ ]+$", line));
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("outer.", new IOException("inner\nsecond line"));
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }

    private static string TimeOf(DateTimeOffset time)
        => new LogRecordBuilder("", "", "", withStacks: false)
            .Build(new LogEvent(time, LogEventLevel.Information, null, new MessageTemplateParser().Parse("m"), []))
            .Time;

    [GeneratedRegex(" level=")]
    private static partial Regex LevelKey();

    private sealed class FailingOutput : ILineOutput
    {
        public bool Fails { get; set; }

        public List<string> Lines { get; } = [];

        public void WriteLine(ReadOnlySpan<byte> line)
        {
            if (Fails)
                throw new IOException("No space left on device");
            Lines.Add(System.Text.Encoding.UTF8.GetString(line));
        }
    }
}
