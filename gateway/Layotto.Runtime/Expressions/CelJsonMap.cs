using System.Text.Json;

namespace Layotto.Runtime.Expressions;

/// <summary>A JSON object. Of several members with the same name the last one counts.</summary>
internal sealed class CelJsonMap(JsonElement element) : CelMap
{
    private Dictionary<string, JsonElement>? _members;

    public override int Count => Members.Count;

    public override IEnumerable<CelValue> Keys => Members.Keys.Select(CelValue.FromText);

    // Without a dictionary a look-up passes every member.
    public override int LookupCost => _members is null ? element.GetPropertyCount() : 1;

    private Dictionary<string, JsonElement> Members
    {
        get
        {
            if (_members is not null)
                return _members;
            var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var member in element.EnumerateObject())
                members[member.Name] = member.Value;
            return _members = members;
        }
    }

    public override bool TryGet(CelValue key, out CelValue value)
    {
        value = default;
        return key.Kind == CelKind.String && TryGet(key.Text, out value);
    }

    public override bool TryGet(string key, out CelValue value)
    {
        var isThere = Find(key, out var member);
        value = isThere ? CelValue.FromJson(member) : default;
        return isThere;
    }

    public override bool Has(string key) => Find(key, out _);

    private bool Find(string key, out JsonElement member)
        => _members is null ? element.TryGetProperty(key, out member) : _members.TryGetValue(key, out member);
}
