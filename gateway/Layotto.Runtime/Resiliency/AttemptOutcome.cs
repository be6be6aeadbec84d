using System.Runtime.ExceptionServices;

namespace Layotto.Runtime.Resiliency;

/// <summary>How an attempt ended.</summary>
/// <param name="Result">Its result, unless there was an error.</param>
/// <param name="Error">Its error, or null.</param>
/// <param name="Status">What was judged of it.</param>
internal readonly record struct AttemptOutcome<TResult>(TResult? Result, Exception? Error, AttemptStatus Status)
{
    /// <summary>The result.</summary>
    /// <exception cref="Exception">There was an error.</exception>
    public TResult Unwrap()
    {
        if (Error is not null)
            ExceptionDispatchInfo.Throw(Error);
        return Result!;
    }
}
