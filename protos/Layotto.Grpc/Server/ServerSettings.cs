using System.IO.Compression;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Grpc.Server;

/// <summary>What every call of a server needs to know of it.</summary>
internal sealed class ServerSettings(GrpcServerOptions options, ILoggerFactory? loggerFactory, TimeProvider timeProvider)
{
    public int MaxReceiveMessageSize { get; } = options.MaxReceiveMessageSize ?? int.MaxValue;

    public int MaxSendMessageSize { get; } = options.MaxSendMessageSize ?? int.MaxValue;

    public CompressionLevel? ResponseCompression { get; } = options.ResponseCompression;

    public bool EnableDetailedErrors { get; } = options.EnableDetailedErrors;

    public Func<Exception, RpcException?>? ExceptionMapper { get; } = options.ExceptionMapper;

    public IServerCallObserver? CallObserver { get; } = options.CallObserver;

    public TimeProvider TimeProvider { get; } = timeProvider;

    public ILogger Logger { get; } = (ILogger?)loggerFactory?.CreateLogger<GrpcServer>() ?? NullLogger.Instance;
}
