using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using AlphaReflection = Grpc.Reflection.V1Alpha;

namespace Layotto.Grpc.Services;

/// <summary>The reflection service of gRPC: tells clients such as grpcurl what services there are and how to call them.</summary>
/// <remarks>Versions v1 and v1alpha have the same bytes on the wire, so one handler answers both.</remarks>
public sealed class ReflectionService
{
    private const string MethodName = "ServerReflectionInfo";

    private readonly DescriptorIndex _index;

    /// <summary>Makes a service that tells of these services, and of reflection itself.</summary>
    /// <param name="services">The descriptors of the services that are served.</param>
    public ReflectionService(IEnumerable<ServiceDescriptor> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _index = new DescriptorIndex(
            services.Append(ServerReflection.Descriptor).Append(AlphaReflection.ServerReflection.Descriptor));
    }

    /// <summary>The definition of <c>grpc.reflection.v1.ServerReflection</c>.</summary>
    public ServerServiceDefinition BindV1() => Bind(ServerReflection.Descriptor);

    /// <summary>The definition of <c>grpc.reflection.v1alpha.ServerReflection</c>.</summary>
    public ServerServiceDefinition BindV1Alpha() => Bind(AlphaReflection.ServerReflection.Descriptor);

    private ServerServiceDefinition Bind(ServiceDescriptor version) => ServerServiceDefinition.CreateBuilder()
        .AddMethod(
            new Method<ServerReflectionRequest, ServerReflectionResponse>(
                MethodType.DuplexStreaming,
                version.FullName,
                MethodName,
                Marshallers.Create(static message => message.ToByteArray(), ServerReflectionRequest.Parser.ParseFrom),
                Marshallers.Create(static message => message.ToByteArray(), ServerReflectionResponse.Parser.ParseFrom)),
            AnswerAllAsync)
        .Build();

    private async Task AnswerAllAsync(
        IAsyncStreamReader<ServerReflectionRequest> requests,
        IServerStreamWriter<ServerReflectionResponse> responses,
        ServerCallContext context)
    {
        var sent = new HashSet<string>(StringComparer.Ordinal);
        while (await requests.MoveNext(context.CancellationToken).ConfigureAwait(false))
        {
            var response = Answer(requests.Current, sent);
            response.ValidHost = requests.Current.Host;
            response.OriginalRequest = requests.Current;
            await responses.WriteAsync(response).ConfigureAwait(false);
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request, HashSet<string> sent)
    {
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                var list = new ListServiceResponse();
                foreach (var name in _index.ServiceNames)
                    list.Service.Add(new ServiceResponse { Name = name });
                return new ServerReflectionResponse { ListServicesResponse = list };
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                return Files(_index.FindFile(request.FileByFilename), sent, $"No file is named '{request.FileByFilename}'.");
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                return Files(
                    _index.FindSymbol(request.FileContainingSymbol), sent, $"No file holds the symbol '{request.FileContainingSymbol}'.");
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                var extension = request.FileContainingExtension;
                return Files(
                    _index.FindExtension(extension.ContainingType, extension.ExtensionNumber),
                    sent,
                    $"No file holds extension {extension.ExtensionNumber} of '{extension.ContainingType}'.");
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                return ExtensionNumbers(request.AllExtensionNumbersOfType);
            default:
                throw new RpcException(new Status(StatusCode.InvalidArgument, "The reflection request asks for nothing that is known here."));
        }
    }

    private ServerReflectionResponse ExtensionNumbers(string type)
    {
        if (!_index.IsMessage(type))
            return NotFound($"No message type is named '{type}'.");
        var numbers = new ExtensionNumberResponse { BaseTypeName = type };
        numbers.ExtensionNumber.AddRange(_index.ExtensionNumbers(type));
        return new ServerReflectionResponse { AllExtensionNumbersResponse = numbers };
    }

    private static ServerReflectionResponse Files(FileDescriptor? file, HashSet<string> sent, string notFound)
    {
        if (file is null)
            return NotFound(notFound);
        var files = new FileDescriptorResponse();
        files.FileDescriptorProto.AddRange(DescriptorIndex.WithDependencies(file, sent));
        return new ServerReflectionResponse { FileDescriptorResponse = files };
    }

    private static ServerReflectionResponse NotFound(string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)StatusCode.NotFound, ErrorMessage = message } };
}
