using System.Globalization;

namespace Layotto.Dapr.Http;

/// <summary>A request's body couldn't be read whole.</summary>
internal sealed class RequestBodyException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The body is larger than the gateway takes.</summary>
    public static RequestBodyException TooLarge(long limit)
        => new(string.Create(CultureInfo.InvariantCulture, $"the body is larger than the {limit} bytes that --max-body-size allows"));
}
