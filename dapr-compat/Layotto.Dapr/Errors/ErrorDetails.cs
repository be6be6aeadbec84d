using Google.Protobuf;
using Google.Rpc;
using Layotto.Runtime.Errors;

namespace Layotto.Dapr.Errors;

/// <summary>The details that Dapr adds to an error, in the order in which Dapr lists them.</summary>
internal static class ErrorDetails
{
    /// <summary>The domain of every reason.</summary>
    public const string Domain = "dapr.io";

    /// <summary>The details of an error over gRPC.</summary>
    public static IEnumerable<IMessage> Of(ApiException error)
    {
        if (error.Field is { } field)
            yield return new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field.Name, Description = field.Description } } };
        if (error.Help is { } help)
            yield return new Help { Links = { new Help.Types.Link { Url = help.Url, Description = help.Description } } };
        if (error.Resource is { } resource)
            yield return new ResourceInfo { ResourceType = resource.Type, ResourceName = resource.Name, Description = resource.Description };
        var info = new ErrorInfo { Reason = error.Code.Reason ?? error.Code.Name, Domain = Domain };
        foreach (var (key, value) in error.Facts)
            info.Metadata[key] = value;
        yield return info;
    }
}
