namespace Layotto.Benchmarks.Tools;

internal enum LoadProtocol
{
    Http1,
    Grpc,
}
