using Layotto.Grpc.Client.Tests.Calls;
using Layotto.Grpc.Client.Tests.Connections;

namespace Layotto.Grpc.Client.Tests.OverDirect;

public sealed class CallShapeOverDirectTests() : CallShapeTests(ChannelTransport.Direct);

public sealed class CancellationOverDirectTests() : CancellationTests(ChannelTransport.Direct);

public sealed class CompressionOverDirectTests() : CompressionTests(ChannelTransport.Direct);

public sealed class DeadlineOverDirectTests() : DeadlineTests(ChannelTransport.Direct);

public sealed class GoAwayOverDirectTests() : GoAwayTests(ChannelTransport.Direct);

public sealed class InterceptorOverDirectTests() : InterceptorTests(ChannelTransport.Direct);

public sealed class MalformedResponseOverDirectTests() : MalformedResponseTests(ChannelTransport.Direct);

public sealed class MetadataOverDirectTests() : MetadataTests(ChannelTransport.Direct);

public sealed class ReconnectOverDirectTests() : ReconnectTests(ChannelTransport.Direct);

public sealed class ShutdownOverDirectTests() : ShutdownTests(ChannelTransport.Direct);

public sealed class SingleConnectionOverDirectTests() : SingleConnectionTests(ChannelTransport.Direct);

public sealed class SizeLimitOverDirectTests() : SizeLimitTests(ChannelTransport.Direct);

public sealed class StreamWriterOverDirectTests() : StreamWriterTests(ChannelTransport.Direct);

public sealed class TlsOverDirectTests() : TlsTests(ChannelTransport.Direct);

public sealed class TransportOverDirectTests() : TransportTests(ChannelTransport.Direct);
