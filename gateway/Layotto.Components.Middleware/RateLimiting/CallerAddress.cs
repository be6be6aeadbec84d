using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.RateLimiting;

/// <summary>
/// Who a request is counted for: the last address of <c>X-Forwarded-For</c>, else <c>X-Real-IP</c>, else the address of the
/// connection. Addresses of IPv6 count by their /64 network, which is what one caller has of them.
/// </summary>
internal static class CallerAddress
{
    /// <summary>What all callers without an address share, such as those of a Unix socket.</summary>
    public const string None = "0.0.0.0";

    private const int LongestAddress = 64;

    public static string Of(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TryGetValue("X-Forwarded-For", out var forwarded) && forwarded.Count > 0 && forwarded[0] is { Length: > 0 } list)
            return Canonical(list.AsSpan()[(list.LastIndexOf(',') + 1)..].Trim());
        if (headers.TryGetValue("X-Real-IP", out var real) && real.Count > 0 && real[0] is { Length: > 0 } address)
            return Canonical(address.AsSpan().Trim());
        return context.Connection.RemoteIpAddress is { } connected ? Canonical(connected) : None;
    }

    // Whatever isn't an address is a name for a caller too, cut off so that it takes no room.
    private static string Canonical(ReadOnlySpan<char> text)
    {
        if (text.Length == 0)
            return None;
        if (IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
            return Canonical(address);
        return text[..Math.Min(text.Length, LongestAddress)].ToString();
    }

    private static string Canonical(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes).ToString();
    }
}
