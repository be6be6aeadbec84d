namespace Layotto.Conformance.Sockets.Wire;

/// <summary>What cases on the wire may need.</summary>
internal static class WireAbilities
{
    /// <summary>The service has a stream.</summary>
    public const string Streams = "streams";

    /// <summary>What comes over the stream is answered over it.</summary>
    public const string Answers = "answers";

    /// <summary>Two components share nothing.</summary>
    public const string Isolation = "isolation";

    /// <summary>What was acknowledged outlives the process.</summary>
    public const string Durable = "durable";
}
