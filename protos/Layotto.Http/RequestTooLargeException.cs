namespace Layotto.Http;

/// <summary>The body of a request has more bytes than <see cref="ForwardTransform.LargestRequestBody"/> allows.</summary>
public sealed class RequestTooLargeException(long limit) : IOException($"stream too large: the body of the request has more than the {limit} bytes that are allowed");
