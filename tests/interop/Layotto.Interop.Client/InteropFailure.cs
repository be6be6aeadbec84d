using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Layotto.Interop.Client;

/// <summary>A case did not go as its description says.</summary>
public sealed class InteropFailure(string message) : Exception(message)
{
    internal static void Unless(bool condition, [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
            throw new InteropFailure($"Expected: {expression}.");
    }

    internal static async Task<RpcException> UnlessFailsAsync(StatusCode code, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException exception) when (exception.StatusCode == code)
        {
            return exception;
        }

        throw new InteropFailure($"Expected the call to end with {code}, but it ended with OK.");
    }
}
