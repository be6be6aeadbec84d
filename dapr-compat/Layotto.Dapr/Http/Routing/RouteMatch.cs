namespace Layotto.Dapr.Http.Routing;

/// <summary>How the search for a request's route ended.</summary>
public enum RouteMatch
{
    /// <summary>No route takes the request.</summary>
    None,

    /// <summary>There is one.</summary>
    Found,

    /// <summary>There is one, but a parameter has a percent sign without two hexadecimal digits after it.</summary>
    BadEscape,
}
