using System.Globalization;
using Layotto.Components.NameResolution;
using Layotto.Components.NameResolution.Mdns;
using Layotto.Testing;

// Arguments: the app id, the host's address and the sidecar-to-sidecar port. Tells "ready" once it is announced.
await using var resolver = new MdnsNameResolver();
await resolver.InitializeAsync(TestContexts.Create(), CancellationToken.None);
await resolver.RegisterAsync(
    new SidecarRegistration { AppId = args[0], HostAddress = args[1], InternalPort = int.Parse(args[2], CultureInfo.InvariantCulture) },
    CancellationToken.None);
Console.WriteLine("ready");
while (Console.In.ReadLine() is not null)
{
}
