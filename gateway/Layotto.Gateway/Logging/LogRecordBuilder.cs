using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Layotto.Gateway.Logging;

/// <summary>
/// Makes log records of log events: the keys are those of Dapr's logger (<c>dapr/kit/logger</c>). An event's own properties
/// become fields when their names begin with a lower-case letter, as Dapr's do, and the message doesn't show them already;
/// so what ASP.NET Core attaches to events, in names with capitals, stays out.
/// </summary>
/// <param name="appId">The app's name; empty to leave it out.</param>
/// <param name="instance">The name of the host.</param>
/// <param name="version">The version of the program.</param>
/// <param name="withStacks">Whether exceptions are logged with their stacks.</param>
internal sealed class LogRecordBuilder(string appId, string instance, string version, bool withStacks)
{
    private const int LongestMessage = 16 * 1024;
    private const int LongestField = 4 * 1024;

    // The years have four digits, and the offset a colon, or Z for none: Go's RFC3339Nano, but for ticks of 100 ns.
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    /// <summary>Makes the record of an event.</summary>
    public LogRecord Build(LogEvent logEvent)
    {
        var fields = new List<LogField>(8);
        if (appId.Length > 0)
            fields.Add(new LogField("app_id", appId));
        fields.Add(new LogField("instance", instance));
        fields.Add(new LogField("scope", ScopeOf(logEvent)));
        fields.Add(new LogField("type", "log"));
        fields.Add(new LogField("ver", version));
        var count = fields.Count;
        if (logEvent.Exception is { } exception)
            AddException(exception, fields);
        AddOwnFields(logEvent, fields);
        if (fields.Count > count)
            fields.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return new LogRecord(TimeOf(logEvent.Timestamp), LevelOf(logEvent.Level), Shorten(MessageOf(logEvent), LongestMessage), fields);
    }

    private static string TimeOf(DateTimeOffset time)
    {
        var local = time.ToString(TimeFormat, CultureInfo.InvariantCulture);
        return time.Offset == TimeSpan.Zero ? local + "Z" : local + time.ToString("zzz", CultureInfo.InvariantCulture);
    }

    // logrus writes "warning" although the flag for it says "warn".
    private static string LevelOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => "fatal",
        LogEventLevel.Error => "error",
        LogEventLevel.Warning => "warning",
        LogEventLevel.Information => "info",
        _ => "debug",
    };

    private static string ScopeOf(LogEvent logEvent)
        => logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var value) && value is ScalarValue { Value: string category }
            ? ScopeName.Of(category)
            : ScopeName.Default;

    private void AddException(Exception exception, List<LogField> fields)
    {
        fields.Add(new LogField("error", Shorten(ExceptionChain.Describe(exception), LongestField)));
        if (withStacks)
            fields.Add(new LogField("stack", Shorten(exception.ToString(), LongestMessage)));
    }

    private static void AddOwnFields(LogEvent logEvent, List<LogField> fields)
    {
        foreach (var (name, value) in logEvent.Properties)
        {
            if (name.Length == 0 || !char.IsAsciiLetterLower(name[0]) || IsInMessage(logEvent.MessageTemplate, name))
                continue;
            if (fields.Exists(field => field.Name == name))
                continue;
            var literal = value is ScalarValue { Value: int or long or decimal or bool };
            fields.Add(new LogField(name, Shorten(TextOf(value, null), LongestField), literal));
        }
    }

    private static bool IsInMessage(MessageTemplate template, string name)
    {
        foreach (var token in template.Tokens)
        {
            if (token is PropertyToken property && property.PropertyName == name)
                return true;
        }

        return false;
    }

    private static string MessageOf(LogEvent logEvent)
    {
        var text = new StringBuilder();
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken property && logEvent.Properties.TryGetValue(property.PropertyName, out var value))
                text.Append(TextOf(value, property.Format));
            else
                text.Append(token);
            if (text.Length > LongestMessage)
                break;
        }

        return text.ToString();
    }

    // Serilog puts quotes around texts; a sentence reads better without, and daprd has none.
    private static string TextOf(LogEventPropertyValue value, string? format) => value switch
    {
        ScalarValue { Value: string text } => text,
        ScalarValue { Value: bool truth } => truth ? "true" : "false",
        ScalarValue { Value: { } scalar } when format is null && scalar is not IFormattable => scalar.ToString() ?? "",
        _ => value.ToString(format, CultureInfo.InvariantCulture),
    };

    private static string Shorten(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        var end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}… ({text.Length - end} more characters)");
    }
}
