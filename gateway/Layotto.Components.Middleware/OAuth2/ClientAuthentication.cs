namespace Layotto.Components.Middleware.OAuth2;

/// <summary>How a client shows its id and secret to a token endpoint; the values are those of the setting <c>authStyle</c>.</summary>
internal enum ClientAuthentication
{
    /// <summary>In the header; if the provider refuses, in the parameters. What was taken is kept to.</summary>
    Automatic = 0,

    /// <summary>As parameters of the form.</summary>
    Parameters = 1,

    /// <summary>In the header, as HTTP Basic authentication.</summary>
    Header = 2,
}
