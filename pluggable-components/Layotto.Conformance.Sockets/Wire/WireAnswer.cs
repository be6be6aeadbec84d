using Grpc.Core;

namespace Layotto.Conformance.Sockets.Wire;

/// <summary>How a call ended.</summary>
/// <param name="Code">Its status.</param>
/// <param name="Detail">What the status says.</param>
/// <param name="IsLost">Whether it was the connection that ended, so that the process has not answered.</param>
/// <param name="Bytes">The message that was answered; empty where there is none.</param>
internal sealed record WireAnswer(StatusCode Code, string Detail, bool IsLost, byte[] Bytes)
{
    /// <inheritdoc/>
    public override string ToString() => Detail.Length > 0 ? $"{Code}: {Detail}" : Code.ToString();
}
