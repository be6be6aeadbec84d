using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// What the gateway has put into an answer of its own accord, before anything of the app's: where calls are traced the trace context, and
/// the caller's baggage. Headers of the app that say the same give way to it.
/// </summary>
internal readonly struct AnswerTrace
{
    private readonly StringValues _parent;
    private readonly StringValues _state;
    private readonly StringValues _baggage;

    private AnswerTrace(IHeaderDictionary answer)
    {
        _parent = answer.TraceParent;
        _state = answer.TraceState;
        _baggage = answer.Baggage;
    }

    /// <summary>What an answer has that nobody has copied into yet.</summary>
    public static AnswerTrace Of(IHeaderDictionary answer) => new(answer);

    /// <summary>Whether a header of the app's answer gives way.</summary>
    public bool Replaces(string name) => name.Length switch
    {
        7 => _baggage.Count > 0 && name.Equals(TraceHeaders.Baggage, StringComparison.OrdinalIgnoreCase),
        10 => _parent.Count > 0 && name.Equals(TraceHeaders.TraceState, StringComparison.OrdinalIgnoreCase),
        11 => _parent.Count > 0 && name.Equals(TraceHeaders.TraceParent, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>Puts it back into an answer that begins anew.</summary>
    public void Restore(IHeaderDictionary answer)
    {
        answer.TraceParent = _parent;
        answer.TraceState = _state;
        answer.Baggage = _baggage;
    }
}
