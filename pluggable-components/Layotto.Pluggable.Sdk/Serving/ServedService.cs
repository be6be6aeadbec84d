using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>A gRPC service of a component.</summary>
/// <param name="Definition">Its handlers.</param>
/// <param name="Descriptor">What reflection tells of it.</param>
internal readonly record struct ServedService(ServerServiceDefinition Definition, ServiceDescriptor Descriptor);
