namespace Grpc.Core;

/// <summary>Options of writing a message.</summary>
public class WriteOptions
{
    /// <summary>Options without any flag.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>Makes options.</summary>
    /// <param name="flags">The flags.</param>
    public WriteOptions(WriteFlags flags = default) => Flags = flags;

    /// <summary>The flags.</summary>
    public WriteFlags Flags { get; }
}
