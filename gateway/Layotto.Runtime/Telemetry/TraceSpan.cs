using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Layotto.Runtime.Telemetry;

/// <summary>
/// A span, recorded or not. One that isn't takes everything and does nothing, so nobody has to ask; ask
/// <see cref="IsRecorded"/> only before making values that cost something. It has to be ended once.
/// </summary>
public readonly struct TraceSpan
{
    private readonly Activity? _activity;

    internal TraceSpan(Activity? activity, TraceContext context)
    {
        _activity = activity;
        Context = context;
    }

    /// <summary>What whoever is called on behalf of this span gets as its parent; not valid where tracing is off and no caller gave any.</summary>
    public TraceContext Context { get; }

    /// <summary>Whether the span is recorded.</summary>
    public bool IsRecorded => _activity is not null;

    /// <summary>Gives it another name, once more is known than at its start.</summary>
    public void SetName(string name) => _activity?.DisplayName = name;

    /// <summary>Adds an attribute; an empty value adds none, as in Dapr.</summary>
    public void SetAttribute(string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            _activity?.SetTag(key, value);
    }

    /// <summary>Adds an attribute.</summary>
    public void SetAttribute(string key, int value) => _activity?.SetTag(key, value);

    /// <summary>Marks it as failed.</summary>
    public void SetError(string reason) => _activity?.SetStatus(ActivityStatusCode.Error, reason);

    /// <summary>Marks it as failed where an HTTP status says so, in Dapr's words.</summary>
    public void SetHttpStatus(int status)
    {
        if (_activity is null || status < 400)
            return;
        var phrase = ReasonPhrases.GetReasonPhrase(status);
        SetError(string.Create(CultureInfo.InvariantCulture, $"Code({status}): {(phrase.Length == 0 ? "Unknown" : phrase)}"));
    }

    /// <summary>Ends it, and hands it to the exporters where it is recorded.</summary>
    public void End() => _activity?.Stop();
}
