using Layotto.Components.Configuration;
using Layotto.Components.Crypto;
using Layotto.Components.HttpMiddleware;
using Layotto.Components.Locks;
using Layotto.Components.NameResolution;
using Layotto.Components.ObjectStorage;
using Layotto.Conformance.Configuration;
using Layotto.Conformance.Crypto;
using Layotto.Conformance.Locks;
using Layotto.Conformance.Middleware;
using Layotto.Conformance.NameResolution;
using Layotto.Conformance.ObjectStorage;

namespace Layotto.Conformance.Sockets.Subjects;

/// <summary>The kinds that Dapr's contract of pluggable components hasn't.</summary>
internal static class OwnSubjects
{
    private const string PublicPrefix = "public/";

    public static ConfigurationStoreSubject Configuration(ConformanceTarget target) => new()
    {
        Store = (IConfigurationStore)target.Component,
        WriteAsync = target.Options.WriteConfigurationAsync,
        Expected = target.Options.WriteConfigurationAsync is null ? target.Options.Expected : new Dictionary<string, string>(),
        Abilities = target.Abilities((ConfigurationAbilities.VersionsAndMetadata, true)),
    };

    public static LockStoreSubject Lock(ConformanceTarget target) => new()
    {
        Store = (ILockStore)target.Component,
        AdvanceAsync = target.Options.AdvanceAsync,
        Abilities = target.Abilities(),
    };

    /// <remarks>What is expected are the keys: the algorithms of one, separated by commas, and its name.</remarks>
    public static CryptoProviderSubject Crypto(ConformanceTarget target)
    {
        var keys = target.Options.Expected.SelectMany(row => row.Key.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(algorithm => (Algorithm: algorithm, Name: row.Value))).ToList();
        var (symmetric, others) = (Where(key => IsSymmetric(key)), Where(key => !IsSymmetric(key) && !key.StartsWith(PublicPrefix, StringComparison.Ordinal)));
        var publics = Where(key => key.StartsWith(PublicPrefix, StringComparison.Ordinal)).ToDictionary(key => key.Key[PublicPrefix.Length..], key => key.Value);
        return new CryptoProviderSubject
        {
            Provider = (ICryptoProvider)target.Component,
            SymmetricKeys = symmetric,
            PrivateKeys = others,
            PublicKeys = publics,
            Abilities = target.Abilities((CryptoProviderAbilities.SymmetricKeys, symmetric.Count > 0), (CryptoProviderAbilities.PublicKeys, publics.Count > 0)),
        };

        Dictionary<string, string> Where(Func<string, bool> condition)
            => keys.Where(key => condition(key.Algorithm)).ToDictionary(key => key.Algorithm, key => key.Name, StringComparer.Ordinal);
    }

    /// <remarks>What is expected is an app, and where its sidecars are, separated by commas.</remarks>
    public static NameResolverSubject NameResolver(ConformanceTarget target)
    {
        var sidecars = 0;
        var known = target.Options.Expected.FirstOrDefault();
        return new NameResolverSubject
        {
            CreateAsync = async token => (INameResolver)await target.StartAsync(
                $"{ConformanceTarget.ComponentName}-sidecar-{Interlocked.Increment(ref sidecars)}", target.Options.Metadata, token),
            KnownAppId = known.Key ?? "",
            KnownAddresses = known.Value?.Split(',') ?? [],
            Abilities = target.Abilities(
                (NameResolverAbilities.Registers, true), (NameResolverAbilities.Deregisters, true), (NameResolverAbilities.KnowsApps, true)),
        };
    }

    /// <remarks>What is expected is a bucket: <c>bucket=NAME</c>.</remarks>
    public static ObjectStorageSubject ObjectStorage(ConformanceTarget target) => new()
    {
        Store = (IObjectStorage)target.Component,
        Bucket = target.Options.Expected.TryGetValue("bucket", out var bucket) ? bucket : ConformanceTarget.ComponentName,
    };

    /// <remarks>What is expected are headers that the middleware adds to requests.</remarks>
    public static HttpMiddlewareSubject HttpMiddleware(ConformanceTarget target)
    {
        var signsIn = target.Abilities().Contains(HttpMiddlewareAbilities.SignsIn);
        return new HttpMiddlewareSubject
        {
            Middleware = (IHttpMiddleware)target.Component,
            Headers = target.Options.Headers,
            Added = target.Options.Expected,
            Abilities = target.Abilities(
                (HttpMiddlewareAbilities.Verifies, signsIn || target.Options.Headers.Count > 0), (HttpMiddlewareAbilities.Overrides, target.Options.Expected.Count > 0)),
        };
    }

    private static bool IsSymmetric(string algorithm)
        => algorithm.StartsWith('A') || algorithm.StartsWith("C20P", StringComparison.Ordinal) || algorithm.StartsWith("XC20P", StringComparison.Ordinal);
}
