using System.Text;

namespace Layotto.Gateway.Logging;

/// <summary>Tells an exception in a line: its message, then those of its causes, separated by colons, as Go chains errors.</summary>
internal static class ExceptionChain
{
    private const int Deepest = 8;
    private const int MostSiblings = 4;

    /// <summary>The messages from the outermost to the innermost; one that the message before it holds already is left out.</summary>
    public static string Describe(Exception exception)
    {
        var text = new StringBuilder();
        Append(exception, text, Deepest);
        return text.ToString();
    }

    private static void Append(Exception exception, StringBuilder text, int depth)
    {
        if (exception is AggregateException { InnerExceptions.Count: > 0 } aggregate)
        {
            AppendSiblings(aggregate, text, depth);
            return;
        }

        var message = exception.Message.Length > 0 ? exception.Message : exception.GetType().Name;
        text.Append(message);
        if (exception.InnerException is not { } inner || depth <= 1)
            return;
        if (message.Contains(inner.Message, StringComparison.Ordinal) && inner.InnerException is null)
            return;

        // A sentence that ends is not followed by a colon.
        while (text.Length > 0 && text[^1] is '.' or ' ')
            text.Length--;
        text.Append(": ");
        Append(inner, text, depth - 1);
    }

    private static void AppendSiblings(AggregateException aggregate, StringBuilder text, int depth)
    {
        if (depth <= 0)
            return;
        var siblings = aggregate.InnerExceptions;
        for (var index = 0; index < Math.Min(siblings.Count, MostSiblings); index++)
        {
            if (index > 0)
                text.Append("; ");
            Append(siblings[index], text, depth - 1);
        }

        if (siblings.Count > MostSiblings)
            text.Append("; and ").Append(siblings.Count - MostSiblings).Append(" more");
    }
}
