using Layotto.Components.Specification;
using Layotto.Dapr.Resources.Yaml;

namespace Layotto.Dapr.Resources.Manifests;

/// <summary>Reads entries that give a value, or refer to a secret or to the environment: component metadata and headers.</summary>
internal static class NameValueReader
{
    public static IReadOnlyList<MetadataItem> ReadList(FieldReader owner, string field)
        => owner.Objects(field, Read);

    /// <summary>The reference of a field named <c>secretKeyRef</c>; null where there is none.</summary>
    public static SecretKeyReference? ReadSecretReference(FieldReader owner)
    {
        if (owner.Object("secretKeyRef") is not { } reference)
            return null;
        var name = reference.Text("name");
        var key = reference.Text("key");
        reference.ReportUnknown();
        if (name.Length > 0)
            return new SecretKeyReference(name, key.Length > 0 ? key : name);
        if (key.Length > 0)
            reference.Error("name", "The reference has a key, but doesn't name the secret.", "Give the secret's name, such as name: redis");
        return null;
    }

    /// <summary>A value of any sort as the text a component gets; null where none is given.</summary>
    public static string? ReadValue(FieldReader owner, string field) => owner.Node(field) switch
    {
        null => null,
        YamlScalar scalar => scalar.Value.JsonText,
        var node => JsonText.Write(node),
    };

    private static MetadataItem Read(FieldReader item)
    {
        var name = item.RequiredText("name", "redisHost");
        var value = ReadValue(item, "value");
        var secret = ReadSecretReference(item);
        var variable = item.Text("envRef");
        if (value is not null && (secret is not null || variable.Length > 0))
        {
            // A secret goes before a value, and a value before the environment.
            item.Warning(
                "value", $"The entry \"{name}\" has a value and a reference beside it; the {(secret is null ? "value" : "secret")} counts.", "Keep one of them.");
        }
        else if (secret is not null && variable.Length > 0)
        {
            item.Warning("envRef", $"The entry \"{name}\" refers to a secret and to the environment; the environment counts.", "Keep one of them.");
        }

        return new MetadataItem
        {
            Name = name,
            Value = value,
            SecretKeyRef = secret,
            EnvRef = variable.Length > 0 ? variable : null,
            Source = item.Source,
        };
    }
}
