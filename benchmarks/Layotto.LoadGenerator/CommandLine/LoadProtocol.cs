namespace Layotto.LoadGenerator.CommandLine;

internal enum LoadProtocol
{
    Http1,
    H2c,
    Grpc,
}
