using Layotto.Dapr.Http.Routing;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The versions of Dapr's HTTP API, as they stand in paths and in access rules, and the sets of methods that its routes take.</summary>
internal static class ApiVersions
{
    public const string V1 = "v1.0";
    public const string V1Alpha1 = "v1.0-alpha1";
    public const string V1Alpha2 = "v1.0-alpha2";
    public const string V1Beta1 = "v1.0-beta1";

    public static readonly IReadOnlyList<string> Get = [HttpMethods.Get];
    public static readonly IReadOnlyList<string> Post = [HttpMethods.Post];
    public static readonly IReadOnlyList<string> Put = [HttpMethods.Put];
    public static readonly IReadOnlyList<string> Delete = [HttpMethods.Delete];
    public static readonly IReadOnlyList<string> PostOrPut = [HttpMethods.Post, HttpMethods.Put];

    /// <summary>A route of a building block, whose group has the version of the path.</summary>
    public static HttpRoute Route(
        IReadOnlyList<string> methods, string version, string path, string group, string name, HttpRouteHandler? handler = null)
        => new(methods, $"{version}/{path}", new ApiGroup(group, GroupVersion(version)), name, handler);

    private static string GroupVersion(string version) => version.Replace(".0-", "", StringComparison.Ordinal).Replace(".0", "", StringComparison.Ordinal);
}
