using System.Security.Cryptography;
using System.Text.Json;
using Layotto.Conformance.Sockets;

namespace Layotto.Conformance.Tests.BuiltIn;

/// <summary>How each component type that is built in is tested: its settings, and what is known of it.</summary>
internal static class BuiltInCases
{
    private const string RsaAlgorithms = "RSA1_5,RSA-OAEP,RSA-OAEP-256,RSA-OAEP-384,RSA-OAEP-512,PS256,PS384,PS512,RS256,RS384,RS512";
    private const string SymmetricAlgorithms = "A256CBC,A256CBC-NOPAD,A256GCM,A256KW,A128CBC-HS256,C20P,C20PKW,XC20P,XC20PKW";

    public static readonly IReadOnlyDictionary<string, Func<Surroundings, SocketConformanceOptions, SocketConformanceOptions>> All =
        new Dictionary<string, Func<Surroundings, SocketConformanceOptions, SocketConformanceOptions>>
        {
            ["state.in-memory"] = (_, options) => options with { Abilities = Words("isolation", "bulk-snapshot") },
            ["state.sqlite"] = (around, options) => options with
            {
                Metadata = Settings(("connectionString", around.Folder.File("a.db"))),
                SecondMetadata = Settings(("connectionString", around.Folder.File("b.db"))),
                IsDurable = true,
                Abilities = Words("bulk-snapshot"),
            },
            ["pubsub.in-memory"] = (_, options) => options with
            {
                Metadata = Settings(("redeliverInterval", "1ms"), ("maxRedeliverInterval", "20ms")),
                Abilities = Words("isolation"),
            },
            ["bindings.cron"] = (_, options) => options with { Metadata = Settings(("schedule", "@every 10s")), Abilities = Words("events") },
            ["bindings.http"] = (around, options) => options with { Metadata = Settings(("url", around.Web.Address)), Without = Words("get", "delete") },
            ["bindings.localstorage"] = (around, options) => options with { Metadata = Settings(("rootPath", around.Folder.File("root"))), NameKey = "fileName" },
            ["secretstores.local.env"] = (_, options) => options with
            {
                Metadata = Settings(("prefix", "LAYOTTO_HOSTED_")),
                Expected = Settings(("conftestsecret", "abcd"), ("secondsecret", "efgh")),
                Without = Words("missing-is-error"),
            },
            ["secretstores.local.file"] = (around, options) => options with
            {
                Metadata = Settings(("secretsFile", around.Folder.Write("secrets.json", """{"conftestsecret":"abcd","many":{"user":"me","password":"pw"}}""")), ("multiValued", "true")),
                Expected = Settings(("conftestsecret", "abcd"), ("many/user", "me"), ("many/password", "pw")),
            },
            ["configuration.in-memory"] = (_, options) => options with
            {
                Metadata = Settings(("colour", "blue"), ("size", "7")),
                Expected = Settings(("colour", "blue"), ("size", "7")),
            },
            ["configuration.local.file"] = (around, options) => options with { Metadata = Settings(("path", around.Folder.Write("items.json", "{}")), ("pollInterval", "100ms")) },
            ["lock.in-memory"] = (_, options) => options,
            ["lock.sqlite"] = (around, options) => options with { Metadata = Settings(("connectionString", around.Folder.File("locks.db"))) },
            ["crypto.dapr.localstorage"] = (around, options) =>
            {
                using var rsa = RSA.Create(2048);
                around.Folder.Write("rsa.pem", rsa.ExportPkcs8PrivateKeyPem());
                around.Folder.Write("public.pem", rsa.ExportSubjectPublicKeyInfoPem());
                around.Folder.Write("symmetric", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
                return options with
                {
                    Metadata = Settings(("path", around.Folder.Path)),
                    Expected = Settings((RsaAlgorithms, "rsa.pem"), (SymmetricAlgorithms, "symmetric"), ("public/RSA-OAEP", "public.pem")),
                };
            },
            ["crypto.dapr.jwks"] = (_, options) =>
            {
                using var rsa = RSA.Create(2048);
                return options with { Metadata = Settings(("jwks", Jwks(rsa.ExportParameters(true)))), Expected = Settings((RsaAlgorithms, "rsa"), (SymmetricAlgorithms, "symmetric")) };
            },
            ["nameresolution.file"] = (around, options) => options with
            {
                Metadata = Settings(("path", around.Folder.Write("sidecars", "orders: 192.0.2.7, '[fd00::8]:50002'"))),
                Expected = Settings(("orders", "192.0.2.7:50002,[fd00::8]:50002")),
                Without = Words("registers", "deregisters"),
            },
            ["nameresolution.nameformat"] = (_, options) => options with
            {
                Metadata = Settings(("format", "{appid}.internal")),
                Expected = Settings(("orders", "orders.internal:50002")),
                Without = Words("registers", "deregisters", "knows-apps"),
            },
            ["nameresolution.sqlite"] = (around, options) => options with { Metadata = Settings(("connectionString", around.Folder.File("hosts.db"))) },
            ["nameresolution.dns"] = (_, options) => options with
            {
                Metadata = Settings(("template", "{appid}.internal")),
                Expected = Settings(("orders", "192.0.2.7:50002,192.0.2.8:50002")),
                Without = Words("registers", "deregisters"),
            },
            ["nameresolution.kubernetes"] = (_, options) => options with
            {
                Metadata = Settings(("template", "{{.ID}}-dapr.shop.svc.cluster.local:{{.Port}}")),
                Expected = Settings(("orders", "[fd00::7]:50002,[fd00::8]:50002")),
                Without = Words("registers", "deregisters"),
            },
            ["nameresolution.hashicorp.consul"] = (around, options) => options with
            {
                Metadata = Settings(
                    ("client", $$"""{"address":"{{around.Consul.Url}}"}"""), ("selfRegister", "true"), ("selfDeregister", "true"), ("useCache", "true")),
            },
            ["nameresolution.mdns"] = (_, options) => options,
            ["middleware.http.bearer"] = (around, options) => options with
            {
                Metadata = Settings(("issuer", around.Provider.Issuer), ("audience", "orders")),
                Headers = Settings(("Authorization", $"Bearer {around.Provider.Sign(around.Provider.AddRsaKey("key"), DateTimeOffset.UtcNow)}")),
            },
            ["middleware.http.oauth2"] = (around, options) => options with
            {
                Metadata = Settings(
                    ("clientID", "me"), ("clientSecret", "secret"), ("scopes", "openid"), ("redirectURL", "http://localhost/back"),
                    ("authURL", $"{around.Provider.Address}/authorize"), ("tokenURL", $"{around.Provider.Address}/token")),
                Abilities = Words("signs-in"),
                Expected = Settings(("Authorization", $"Bearer {Surroundings.AccessToken}")),
            },
            ["middleware.http.oauth2clientcredentials"] = (around, options) => options with
            {
                Metadata = Settings(
                    ("clientID", "me"), ("clientSecret", "secret"), ("scopes", "read"), ("headerName", "X-Token"), ("tokenURL", $"{around.Provider.Address}/token")),
                Expected = Settings(("X-Token", $"Bearer {Surroundings.AccessToken}")),
            },
            ["middleware.http.ratelimit"] = (_, options) => options with { Metadata = Settings(("maxRequestsPerSecond", "100000")) },
            ["middleware.http.routeralias"] = (_, options) => options with { Metadata = Settings(("routes", """{"/v1.0/publish/broker/topic":"/v1.0/publish/other/topic"}""")) },
            ["middleware.http.routerchecker"] = (_, options) => options with { Metadata = Settings(("rule", "^[A-Za-z0-9/._-]*$")) },
            ["middleware.http.uppercase"] = (_, options) => options,
        };

    private static Dictionary<string, string> Settings(params (string Key, string Value)[] settings) => settings.ToDictionary(one => one.Key, one => one.Value);

    private static HashSet<string> Words(params string[] words) => [.. words];

    private static string Jwks(RSAParameters rsa)
    {
        var keys = new[]
        {
            new Dictionary<string, string>
            {
                ["kty"] = "RSA", ["kid"] = "rsa", ["n"] = Text(rsa.Modulus), ["e"] = Text(rsa.Exponent), ["d"] = Text(rsa.D),
                ["p"] = Text(rsa.P), ["q"] = Text(rsa.Q), ["dp"] = Text(rsa.DP), ["dq"] = Text(rsa.DQ), ["qi"] = Text(rsa.InverseQ),
            },
            new Dictionary<string, string> { ["kty"] = "oct", ["kid"] = "symmetric", ["k"] = Text(RandomNumberGenerator.GetBytes(32)) },
        };
        return JsonSerializer.Serialize(new Dictionary<string, object> { ["keys"] = keys });

        static string Text(byte[]? bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }
}
