using Google.Protobuf;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Conformance.Sockets.Wire;

/// <summary>What a process claims to be able to do.</summary>
internal static class WireFeatures
{
    /// <summary>Asks it.</summary>
    /// <returns>Nothing where it can't be asked, or its answer is none.</returns>
    public static async Task<IReadOnlyList<string>> ReadAsync(string socket, string instance, WireService service, CancellationToken cancellationToken)
    {
        if (service.Claims is not { } method)
            return [];
        using var connection = new WireConnection(socket, instance);
        var answer = await connection.CallAsync(service.Name, method, [], cancellationToken);
        try
        {
            return [.. FeaturesResponse.Parser.ParseFrom(answer.Bytes).Features];
        }
        catch (InvalidProtocolBufferException)
        {
            return [];
        }
    }
}
