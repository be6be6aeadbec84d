using Google.Protobuf;

namespace Layotto.Conformance.Sockets.Wire;

/// <summary>A service that makes a process a component, as far as cases on the wire need to know it.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Call">A method that answers one message with one, and does nothing that matters.</param>
/// <param name="Request">A message for it.</param>
internal sealed record WireService(string Name, string Call, byte[] Request)
{
    /// <summary>Whether that call succeeds; otherwise it may fail, as long as it is answered.</summary>
    public bool CallSucceeds { get; init; } = true;

    /// <summary>A method with a stream both ways; null where there is none.</summary>
    public string? Stream { get; init; }

    /// <summary>Whether more than the first message is sent over that stream.</summary>
    public bool StreamGoesBothWays { get; init; } = true;

    /// <summary>What is sent first over that stream; null for nothing.</summary>
    public byte[]? Greeting { get; init; }

    /// <summary>The method that tells what the process can do, whose answer is a list of names as field 1; null where there is none.</summary>
    public string? Claims { get; init; } = "Features";

    /// <summary>By what the process may claim, the service that it then must have.</summary>
    public IReadOnlyDictionary<string, string> ServiceOfFeature { get; init; } = new Dictionary<string, string>();

    /// <summary>By what the process may claim, the method of this service that it then must have.</summary>
    public IReadOnlyDictionary<string, string> MethodOfFeature { get; init; } = new Dictionary<string, string>();

    /// <summary>The message that initialises a component.</summary>
    public byte[] Init(IReadOnlyDictionary<string, string> metadata)
    {
        if (Name.StartsWith("layotto.", StringComparison.Ordinal))
        {
            var own = new Protos.Components.V1.InitRequest { AppId = ConformanceTarget.ComponentName };
            own.Metadata.Add(metadata.ToDictionary());
            return own.ToByteArray();
        }

        if (Name.StartsWith("spec.", StringComparison.Ordinal))
            return new Protos.Spec.Pluggable.Hello.V1.HelloConfig { Type = ConformanceTarget.ComponentName, Metadata = { metadata.ToDictionary() } }.ToByteArray();

        // Dapr's messages differ in their names alone.
        var message = new Protos.Dapr.Components.V1.InitRequest { Metadata = new Protos.Dapr.Components.V1.MetadataRequest() };
        message.Metadata.Properties.Add(metadata.ToDictionary());
        return message.ToByteArray();
    }

    /// <summary>The name without its package.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];
}
