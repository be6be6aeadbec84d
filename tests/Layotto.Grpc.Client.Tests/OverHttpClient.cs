using Layotto.Grpc.Client.Tests.Calls;
using Layotto.Grpc.Client.Tests.Connections;

namespace Layotto.Grpc.Client.Tests.OverHttpClient;

public sealed class CallShapeOverHttpClientTests() : CallShapeTests(ChannelTransport.HttpClient);

public sealed class CancellationOverHttpClientTests() : CancellationTests(ChannelTransport.HttpClient);

public sealed class CompressionOverHttpClientTests() : CompressionTests(ChannelTransport.HttpClient);

public sealed class DeadlineOverHttpClientTests() : DeadlineTests(ChannelTransport.HttpClient);

public sealed class GoAwayOverHttpClientTests() : GoAwayTests(ChannelTransport.HttpClient);

public sealed class InterceptorOverHttpClientTests() : InterceptorTests(ChannelTransport.HttpClient);

public sealed class MalformedResponseOverHttpClientTests() : MalformedResponseTests(ChannelTransport.HttpClient);

public sealed class MetadataOverHttpClientTests() : MetadataTests(ChannelTransport.HttpClient);

public sealed class ReconnectOverHttpClientTests() : ReconnectTests(ChannelTransport.HttpClient);

public sealed class ShutdownOverHttpClientTests() : ShutdownTests(ChannelTransport.HttpClient);

public sealed class SingleConnectionOverHttpClientTests() : SingleConnectionTests(ChannelTransport.HttpClient);

public sealed class SizeLimitOverHttpClientTests() : SizeLimitTests(ChannelTransport.HttpClient);

public sealed class StreamWriterOverHttpClientTests() : StreamWriterTests(ChannelTransport.HttpClient);

public sealed class TlsOverHttpClientTests() : TlsTests(ChannelTransport.HttpClient);

public sealed class TransportOverHttpClientTests() : TransportTests(ChannelTransport.HttpClient);
