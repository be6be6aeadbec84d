using System.IO.Pipelines;

namespace Layotto.Grpc.Hosting;

/// <summary>A reader and a writer together.</summary>
internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
