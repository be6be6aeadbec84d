namespace Grpc.Core.Interceptors;

/// <summary>Puts interceptors before a service.</summary>
public static class ServerServiceDefinitionExtensions
{
    /// <summary>Makes a definition with an interceptor before every handler.</summary>
    /// <param name="serverServiceDefinition">The definition.</param>
    /// <param name="interceptor">The interceptor.</param>
    public static ServerServiceDefinition Intercept(
        this ServerServiceDefinition serverServiceDefinition, Interceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(serverServiceDefinition);
        ArgumentNullException.ThrowIfNull(interceptor);
        var binder = new InterceptingServiceBinder(ServerServiceDefinition.CreateBuilder(), interceptor);
        serverServiceDefinition.BindService(binder);
        return binder.Build();
    }

    /// <summary>Makes a definition with interceptors before every handler; the first one given sees a call first.</summary>
    /// <param name="serverServiceDefinition">The definition.</param>
    /// <param name="interceptors">The interceptors.</param>
    public static ServerServiceDefinition Intercept(
        this ServerServiceDefinition serverServiceDefinition, params Interceptor[] interceptors)
    {
        ArgumentNullException.ThrowIfNull(serverServiceDefinition);
        ArgumentNullException.ThrowIfNull(interceptors);
        for (var index = interceptors.Length - 1; index >= 0; index--)
            serverServiceDefinition = serverServiceDefinition.Intercept(interceptors[index]);
        return serverServiceDefinition;
    }
}
