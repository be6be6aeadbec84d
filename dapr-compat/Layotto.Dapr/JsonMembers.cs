using System.Text.Json;

namespace Layotto.Dapr;

/// <summary>Members of JSON objects as Go's decoder finds them, which Dapr uses: by their name, else by their name in another case.</summary>
internal static class JsonMembers
{
    /// <summary>Finds a member.</summary>
    public static bool TryGet(JsonElement element, string name, out JsonElement member)
    {
        member = default;
        if (element.ValueKind != JsonValueKind.Object)
            return false;
        if (element.TryGetProperty(name, out member))
            return true;
        foreach (var candidate in element.EnumerateObject())
        {
            if (!IsNamed(candidate, name))
                continue;
            member = candidate.Value;
            return true;
        }

        return false;
    }

    /// <summary>A member's text; empty where there is none.</summary>
    public static string Text(JsonElement element, string name)
    {
        if (!TryGet(element, name, out var member) || member.ValueKind != JsonValueKind.String)
            return "";
        try
        {
            return member.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair, or bytes that are no UTF-8.
            return "";
        }
    }

    private static bool IsNamed(JsonProperty candidate, string name)
    {
        try
        {
            return candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
