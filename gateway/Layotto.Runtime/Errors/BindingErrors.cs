namespace Layotto.Runtime.Errors;

/// <summary>The error codes of the bindings API.</summary>
public static class BindingErrors
{
    /// <summary>An output binding couldn't do what it was asked.</summary>
    public static readonly ErrorCode Invoke = new("ERR_INVOKE_OUTPUT_BINDING", "binding");
}
