namespace Layotto.Components.Middleware.OAuth2;

/// <summary>Lists of scopes: separated by commas in settings, by spaces towards providers.</summary>
internal static class Scopes
{
    public static string Join(string list)
        => string.Join(' ', list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
