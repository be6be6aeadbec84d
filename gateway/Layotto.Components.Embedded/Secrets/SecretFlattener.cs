using System.Globalization;
using System.Text.Json;

namespace Layotto.Components.Embedded.Secrets;

/// <summary>
/// Makes secrets of a JSON document. Nested members get the names on the way to them, joined by the separator: <c>db:password</c>,
/// <c>hosts:0</c>. With several values a secret, a member at the top is a secret, and what is nested in it are its values.
/// </summary>
/// <remarks>
/// Numbers, <c>true</c> and <c>false</c> read as they are written. (Dapr makes a formatter's error text of them, so nobody can
/// depend on that.) A member that is null counts as not there.
/// </remarks>
internal sealed class SecretFlattener(LocalFileSecretSettings settings)
{
    public Dictionary<string, IReadOnlyDictionary<string, string>> Flatten(JsonElement root)
    {
        var secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        if (!settings.IsMultiValued)
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            Visit(root, "", values);
            foreach (var (name, value) in values)
                secrets.Add(name, new Dictionary<string, string> { [name] = value });
            return secrets;
        }

        foreach (var member in root.EnumerateObject())
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            var isNested = member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
            Visit(member.Value, isNested ? "" : member.Name, values);
            if (values.Count == 0 && !isNested)
                continue;
            if (!secrets.TryAdd(member.Name, values))
                throw Duplicate(member.Name);
        }

        return secrets;
    }

    private void Visit(JsonElement element, string name, Dictionary<string, string> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                    Visit(member.Value, Join(name, member.Name), values);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    Visit(item, Join(name, index++.ToString(CultureInfo.InvariantCulture)), values);
                break;
            case JsonValueKind.Null:
                break;
            default:
                var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
                if (!values.TryAdd(name, text))
                    throw Duplicate(name);
                break;
        }
    }

    private string Join(string outer, string inner) => outer.Length == 0 ? inner : outer + settings.Separator + inner;

    private ComponentException Duplicate(string name)
        => new($"The secrets file {settings.Path} gives the secret \"{name}\" twice, or nested members make the same name of it.");
}
