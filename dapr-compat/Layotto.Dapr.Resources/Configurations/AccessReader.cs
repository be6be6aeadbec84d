using Layotto.Components.Metadata;
using Layotto.Dapr.Resources.Manifests;

namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Reads what a Configuration allows and denies: secrets, callers, APIs, peers.</summary>
internal static class AccessReader
{
    public static MtlsSettings ReadMtls(FieldReader spec) => spec.Section("mtls", mtls =>
    {
        foreach (var field in (string[])["workloadCertTTL", "allowedClockSkew"])
        {
            var text = mtls.Text(field);
            if (text.Length > 0 && !GoDuration.TryParse(text, out _))
                mtls.Error(field, $"The field \"{field}\" is \"{text}\".", "It must be a duration such as 24h or 15m.");
        }

        return new MtlsSettings
        {
            IsEnabled = mtls.Boolean("enabled") ?? false,
            WorkloadCertTtl = mtls.Text("workloadCertTTL"),
            AllowedClockSkew = mtls.Text("allowedClockSkew"),
            SentryAddress = mtls.Text("sentryAddress"),
            ControlPlaneTrustDomain = mtls.Text("controlPlaneTrustDomain"),
            TokenValidators = mtls.Objects("tokenValidators", validator => new TokenValidator
            {
                Name = validator.RequiredText("name", "jwks"),
                Options = validator.ValueMap("options"),
            }),
        };
    }) ?? new MtlsSettings();

    public static IReadOnlyList<SecretScope> ReadSecretScopes(FieldReader spec)
    {
        var stores = new HashSet<string>(StringComparer.Ordinal);
        return spec.Section("secrets", secrets => secrets.Objects("scopes", scope =>
        {
            var store = scope.RequiredText("storeName", "vault");
            if (store.Length > 0 && !stores.Add(store))
                scope.Error("storeName", $"The store \"{store}\" has two scopes.", "Put them into one.");
            return new SecretScope
            {
                StoreName = store,
                DeniesByDefault = ReadAction(scope, "defaultAccess").Equals("deny", StringComparison.OrdinalIgnoreCase),
                Allowed = scope.Texts("allowedSecrets"),
                Denied = scope.Texts("deniedSecrets"),
            };
        })) ?? [];
    }

    public static AccessControlSettings ReadAccessControl(FieldReader spec) => spec.Section("accessControl", control => new AccessControlSettings
    {
        DefaultAction = ReadAction(control, "defaultAction", "allow"),
        TrustDomain = control.Text("trustDomain", "public"),
        Policies = control.Objects("policies", policy => new AppAccessPolicy
        {
            AppId = policy.RequiredText("appId", "checkout"),
            DefaultAction = ReadAction(policy, "defaultAction"),
            TrustDomain = policy.RequiredText("trustDomain", "public"),
            Namespace = policy.RequiredText("namespace", "default"),
            Operations = policy.Objects("operations", operation => new AppOperationRule
            {
                Name = operation.RequiredText("name", "/orders/*"),
                HttpVerbs = operation.Texts("httpVerb"),
                Action = ReadAction(operation, "action"),
            }),
        }),
    }) ?? new AccessControlSettings();

    public static ApiAccessSettings ReadApi(FieldReader spec) => spec.Section("api", api => new ApiAccessSettings
    {
        Allowed = api.Objects("allowed", ReadRule),
        Denied = api.Objects("denied", ReadRule),
    }) ?? new ApiAccessSettings();

    private static ApiAccessRule ReadRule(FieldReader rule)
    {
        var protocol = rule.Text("protocol");
        if (!protocol.Equals("http", StringComparison.OrdinalIgnoreCase) && !protocol.Equals("grpc", StringComparison.OrdinalIgnoreCase))
            rule.Warning("protocol", protocol.Length == 0 ? "The rule has no protocol, so it has no effect." : $"The protocol \"{protocol}\" is none, so the rule has no effect.", "It must be http or grpc.");
        return new ApiAccessRule
        {
            Name = rule.RequiredText("name", "state"),
            Version = rule.RequiredText("version", "v1.0"),
            Protocol = protocol.ToLowerInvariant(),
        };
    }

    private static string ReadAction(FieldReader owner, string field, string otherwise = "")
    {
        var action = owner.Text(field, otherwise);
        if (action.Length > 0 && !action.Equals("allow", StringComparison.OrdinalIgnoreCase) && !action.Equals("deny", StringComparison.OrdinalIgnoreCase))
            owner.Error(field, $"The field \"{field}\" is \"{action}\".", "It must be allow or deny.");
        return action;
    }
}
