using System.Text.Json;

namespace Layotto.Dapr.Json;

/// <summary>
/// Finds members of JSON objects as Dapr's decoder does (Go's <c>encoding/json</c>): by their name, and where there is none whatever its
/// case. The SDK for JavaScript relies on it: it publishes in bulk with <c>entryID</c>, where Dapr's own name is <c>entryId</c>.
/// </summary>
internal static class JsonMembers
{
    /// <summary>Finds a member.</summary>
    /// <returns>False when the element is no object, or has no such member.</returns>
    public static bool TryGetMember(this JsonElement element, string name, out JsonElement member)
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
        if (!element.TryGetMember(name, out var member) || member.ValueKind != JsonValueKind.String)
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
